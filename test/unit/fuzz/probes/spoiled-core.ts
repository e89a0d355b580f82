import type { Input, Output, Raft } from "../../../../src/fuzz/probes/core-types.ts";
import * as core from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { startedBy, stepping } from "../other-core.ts";

export type Spoil = (output: Output, input: Input, raft: Raft) => void;

/** The core, but what a step puts out is spoiled before anybody sees it. Copies of its nodes are not. */
export function spoiled(spoil: Spoil): RaftCore {
  return startedBy((...given) => spoiling(core.Raft.start(...given), spoil));
}

/** The same core, but copies of its nodes are spoiled, by one who is told of the original too. */
export function withCopies(
  original: RaftCore,
  spoil: (...given: [...Parameters<Spoil>, original: Raft]) => void,
): RaftCore {
  return copying(original, (copy, raft) => spoiling(copy, (...given) => spoil(...given, raft)));
}

/** Asserts its leadership without need, which harms nobody and breaks a law. */
export const assertive: Spoil = (output, { kind }) => {
  const request = output.messages.find((message) => message.kind === "append-request");
  if (kind === "propose" && request !== undefined) output.messages.push({ ...request, entries: [] } as typeof request);
};

/** The core, but copies of its nodes go on when a write has failed, as none of the nodes itself does. */
export const restless = copying(core, (copy) =>
  stepping(copy, (step) => (nowUs, input, output) => {
    if (input.kind !== "write-failed") step(nowUs, input, output);
  }),
);

function spoiling(raft: Raft, spoil: Spoil): Raft {
  return stepping(raft, (step) => (nowUs, input, output) => {
    step(nowUs, input, output);
    spoil(output, input, raft);
  });
}

/** The same core, but a copy of a node is what this makes of it. */
function copying(original: RaftCore, copied: (copy: Raft, raft: Raft) => Raft): RaftCore {
  return startedBy((...given) => {
    const raft = original.Raft.start(...given);
    const fork = raft.fork.bind(raft);
    return Object.assign(raft, { fork: () => copied(fork(), raft) });
  });
}
