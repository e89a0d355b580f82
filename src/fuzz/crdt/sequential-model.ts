import type { CrdtName, CrdtOperation, CrdtValue } from "../../crdt/index.ts";
import { NOTHING_SEEN, operationsIn, type Seen, withOperation } from "./seen.ts";

/** An operation that was carried out, and what the model knows of it. */
export interface Done {
  readonly replica: number;
  readonly operation: CrdtOperation;
  /** The additions of its element that were in force at its replica: it takes their place, or takes them away. */
  readonly covers: Seen;
  /** Of an assignment: what it shows, or just behind the latest that its replica had seen. */
  readonly timeUs: number;
  readonly logical: number;
}

/** The next operation of a family, by a replica that has seen these. */
export function carriedOut(done: readonly Done[], replica: number, operation: CrdtOperation, seen: Seen): Done {
  const still = { replica, operation, covers: NOTHING_SEEN, timeUs: 0, logical: 0 };
  if (operation.kind === "assign") {
    const known = operationsIn(seen).map((number) => done[number]!);
    const latest: Time = known.reduce<Time>((last, one) => (isLater(one, last) ? one : last), still);
    const isAhead = operation.nowUs > latest.timeUs;
    return {
      ...still,
      timeUs: isAhead ? operation.nowUs : latest.timeUs,
      logical: isAhead ? 0 : latest.logical + 1,
    };
  }
  if (operation.kind !== "add" && operation.kind !== "remove") return still;
  let covers = NOTHING_SEEN;
  for (const number of operationsIn(additionsInForce(done, seen))) {
    const one = done[number]!.operation;
    if (one.kind === "add" && one.element === operation.element) covers = withOperation(covers, number);
  }
  return { ...still, covers };
}

/**
 * What a value must be for whoever has seen these operations: what each type promises, told without replicas, merges and
 * states. A counter is the sum; a grow-only set the union; of assignments the latest counts, and of two of one time that
 * of the higher replica; an element is in an observed-remove set if one of its additions is there whose place no other
 * operation took. (An addition takes the place of those in force where it is made, so that its removal removes them.)
 */
export function modelValue(name: CrdtName, done: readonly Done[], seen: Seen): CrdtValue {
  switch (name) {
    case "gcounter":
    case "pncounter":
      return operationsIn(seen).reduce((sum, number) => sum + changeOf(done[number]!.operation), 0);
    case "gset":
      return elementsOf(done, seen);
    case "orset":
      return elementsOf(done, additionsInForce(done, seen));
    case "lww":
      return lastAssigned(operationsIn(seen).map((number) => done[number]!));
  }
}

/**
 * What the delta of an operation stands for: of a counter it is the replica's whole count, so all its earlier changes of
 * that kind are in it.
 */
export function seenWithDelta(name: CrdtName, done: readonly Done[], number: number): Seen {
  const { operation, replica } = done[number]!;
  let seen = withOperation(NOTHING_SEEN, number);
  if (name !== "gcounter" && name !== "pncounter") return seen;
  for (const [earlier, one] of done.entries()) {
    if (earlier < number && one.replica === replica && one.operation.kind === operation.kind)
      seen = withOperation(seen, earlier);
  }
  return seen;
}

export function isSameValue(one: CrdtValue, other: CrdtValue): boolean {
  if (typeof one !== "object" || typeof other !== "object") return one === other;
  return one.length === other.length && one.every((element, at) => element === other[at]);
}

function lastAssigned(assigned: readonly Done[]): string | undefined {
  let last: Done | undefined;
  for (const one of assigned) {
    const isTied = last?.timeUs === one.timeUs && last.logical === one.logical;
    if (last === undefined || isLater(one, last) || (isTied && one.replica > last.replica)) last = one;
  }
  return last?.operation.kind === "assign" ? last.operation.value : undefined;
}

type Time = Pick<Done, "timeUs" | "logical">;

function isLater(one: Time, other: Time): boolean {
  return one.timeUs > other.timeUs || (one.timeUs === other.timeUs && one.logical > other.logical);
}

function changeOf(operation: CrdtOperation): number {
  if (operation.kind === "increment") return operation.by;
  if (operation.kind === "decrement") return -operation.by;
  throw new Error(`Nothing is counted by ${operation.kind}.`);
}

/** Operations, without those that others among them cover. */
function additionsInForce(done: readonly Done[], seen: Seen): Seen {
  const left = seen.slice();
  for (const number of operationsIn(seen)) {
    const { covers } = done[number]!;
    for (let word = 0; word < covers.length; word++) left[word]! &= ~covers[word]!;
  }
  return left;
}

/** Of the additions among these, each once. */
function elementsOf(done: readonly Done[], seen: Seen): readonly string[] {
  const elements = new Set<string>();
  for (const number of operationsIn(seen)) {
    const { operation } = done[number]!;
    if (operation.kind === "add") elements.add(operation.element);
  }
  return [...elements].sort();
}
