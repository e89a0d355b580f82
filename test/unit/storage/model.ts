import type { ConfigurationAt, Entry, Snapshot } from "../../../src/raft/index.ts";

/** A node's log and snapshot as plain data. */
export interface State {
  readonly term: number;
  readonly votedFor: number;
  readonly snapshot: { readonly of: Snapshot; readonly data: Uint8Array } | undefined;
  readonly baseIndex: number;
  readonly baseTerm: number;
  /** Behind the base. */
  readonly entries: readonly Entry[];
}

export const NOTHING: State = {
  term: 0,
  votedFor: 0,
  snapshot: undefined,
  baseIndex: 0,
  baseTerm: 0,
  entries: [],
};

/** The least that can become durable by itself. */
export type Step =
  | { readonly kind: "hard-state"; readonly term: number; readonly votedFor: number }
  | { readonly kind: "entry"; readonly entry: Entry }
  | { readonly kind: "compact"; readonly index: number }
  | { readonly kind: "save" | "install"; readonly of: Snapshot; readonly data: Uint8Array };

export function lastIndexOf({ baseIndex, entries }: State): number {
  return baseIndex + entries.length;
}

export function termAt(state: State, index: number): number {
  return index === state.baseIndex ? state.baseTerm : state.entries[index - state.baseIndex - 1]!.term;
}

export function after(state: State, step: Step): State {
  switch (step.kind) {
    case "hard-state":
      return { ...state, term: step.term, votedFor: step.votedFor };
    case "entry":
      return {
        ...state,
        entries: [...state.entries.slice(0, step.entry.index - state.baseIndex - 1), step.entry],
      };
    case "compact":
      return {
        ...state,
        baseIndex: step.index,
        baseTerm: termAt(state, step.index),
        entries: state.entries.slice(step.index - state.baseIndex),
      };
    case "save":
      return { ...state, snapshot: { of: step.of, data: step.data } };
    case "install":
      return {
        ...state,
        snapshot: { of: step.of, data: step.data },
        baseIndex: step.of.index,
        baseTerm: step.of.term,
        entries: [],
      };
  }
}

export function configurationsOf({ entries, snapshot }: State): ConfigurationAt[] {
  return entries.flatMap((entry) =>
    entry.kind === "configuration" && entry.index > (snapshot?.of.index ?? 0)
      ? [{ index: entry.index, configuration: entry.data }]
      : [],
  );
}

/** The same text for the same state, and for no other. */
export function describe(state: State): string {
  return JSON.stringify(state, (_, value) =>
    value instanceof Uint8Array ? `${value.length} ${Buffer.from(value).toString("latin1")}` : value,
  );
}
