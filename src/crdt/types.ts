import type { Counts } from "./counts.ts";
import type { CrdtType } from "./crdt-type.ts";
import { G_COUNTER, type Increment } from "./g-counter.ts";
import { type Addition, type Elements, G_SET } from "./g-set.ts";
import { type Assignment, LWW_REGISTER, type LWWRegisterState } from "./lww-register.ts";
import { OR_SET, type ORSetState, type SetChange } from "./or-set.ts";
import { type CounterChange, PN_COUNTER, type PNCounterState } from "./pn-counter.ts";

export type CrdtName = "lww" | "gcounter" | "pncounter" | "gset" | "orset";

export const CRDT_NAMES: readonly CrdtName[] = ["lww", "gcounter", "pncounter", "gset", "orset"];

/** What can be done to a value of one type or another. Plain data. */
export type CrdtOperation = Assignment | Increment | CounterChange | Addition | SetChange;

/** A state of one type or another. Its type alone can tell what it means. */
export type CrdtState = LWWRegisterState | Counts | PNCounterState | Elements | ORSetState;

/** What a reader is told: plain data. */
export type CrdtValue = string | number | readonly string[] | undefined;

/** Any of the types, for whoever keeps each state with its type. */
export type AnyCrdtType = CrdtType<CrdtState, CrdtOperation, CrdtValue>;

const TYPES: Readonly<Record<CrdtName, unknown>> = {
  lww: LWW_REGISTER,
  gcounter: G_COUNTER,
  pncounter: PN_COUNTER,
  gset: G_SET,
  orset: OR_SET,
};

/** Which operations each type takes. */
const KINDS: Readonly<Record<CrdtName, readonly CrdtOperation["kind"][]>> = {
  lww: ["assign"],
  gcounter: ["increment"],
  pncounter: ["increment", "decrement"],
  gset: ["add"],
  orset: ["add", "remove"],
};

export function crdtType(name: CrdtName): AnyCrdtType {
  return TYPES[name] as AnyCrdtType;
}

export function takesOperation(name: CrdtName, kind: string): boolean {
  return KINDS[name].some((known) => known === kind);
}
