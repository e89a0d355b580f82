import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { type DurableState, type Input, Output, Raft, type RaftOptions } from "../../../src/raft/index.ts";

export interface Step {
  readonly nowUs: number;
  readonly input: Input;
  readonly output: Output;
}

/** One incarnation of a server: how it started, and everything that went in and came out. */
export interface Recording {
  readonly options: RaftOptions;
  readonly durable: DurableState;
  readonly startUs: number;
  readonly steps: Step[];
}

export function startOf({ options, durable, startUs }: Recording): Raft {
  return Raft.start(options, durable, startUs);
}

/** Steps, and expects what was recorded. */
export function repeat(raft: Raft, { nowUs, input, output }: Step): void {
  const again = new Output();
  raft.step(nowUs, input, again);
  if (!isDeepStrictEqual(again, output)) expect(again).toEqual(output);
}

/** What is in the output now; whoever changes a message, a write or an entry of it later is stopped. */
export function frozenCopy(output: Output): Output {
  const copy = Object.assign(new Output(), output, {
    writes: output.writes.slice(),
    messages: output.messages.slice(),
    rejections: output.rejections.slice(),
    fetches: output.fetches.slice(),
    snapshotReads: output.snapshotReads.slice(),
  });
  freeze(copy);
  return copy;
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
