import type { Raft } from "../../../src/fuzz/probes/core-types.ts";
import * as core from "../../../src/sut/core.ts";
import type { RaftCore } from "../../../src/sut/index.ts";

export type Start = RaftCore["Raft"]["start"];
type Step = Raft["step"];

/** The core, but this starts its nodes. Nobody outside of the core asks for the private parts of its `Raft`. */
export function startedBy(start: Start): RaftCore {
  return { ...core, Raft: { start } as RaftCore["Raft"] };
}

/** The same node, but this does its steps, given how it did them. Its copies do theirs as before. */
export function stepping(raft: Raft, stepped: (step: Step) => Step): Raft {
  return Object.assign(raft, { step: stepped(raft.step.bind(raft)) });
}
