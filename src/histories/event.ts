import type { Value } from "./value-reader.ts";

export const PHASES = ["invoke", "ok", "fail", "info"] as const;
/** `ok`: it happened. `fail`: it did not. `info`: nobody knows, and it may yet. */
export type Phase = (typeof PHASES)[number];

/** What a Jepsen history is made of: an operation of a client begins or ends. */
export interface HistoryEvent {
  /** On which it stands, counted from 1. */
  readonly line: number;
  readonly process: number;
  readonly phase: Phase;
  /** The name of what is done: "read". */
  readonly f: string;
  /** Undefined where there are no keys. */
  readonly key: Value | undefined;
  readonly value: Value;
}
