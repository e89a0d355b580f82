import type { Input, Output, Raft } from "../../../../src/fuzz/probes/core-types.ts";
import * as core from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";

export type Spoil = (output: Output, input: Input, raft: Raft) => void;

/** The core, but what a step puts out is spoiled before anybody sees it. Copies of its nodes are not. */
export function spoiled(spoil: Spoil): RaftCore {
  const start: RaftCore["Raft"]["start"] = (...given) => {
    const raft = core.Raft.start(...given);
    const step = raft.step.bind(raft);
    return Object.assign(raft, {
      step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
        step(nowUs, input, output);
        spoil(output, input, raft);
      },
    });
  };
  return { ...core, Raft: { start } } as unknown as RaftCore;
}

/** Asserts its leadership without need, which harms nobody and breaks a law. */
export const assertive: Spoil = (output, { kind }) => {
  const request = output.messages.find((message) => message.kind === "append-request");
  if (kind === "propose" && request !== undefined) output.messages.push({ ...request, entries: [] } as typeof request);
};

/** The same core, but what a step of a copy puts out is spoiled, of which the original is told too. */
export function withCopies(
  spoiled: RaftCore,
  spoil: (...given: [...Parameters<Spoil>, original: Raft]) => void,
): RaftCore {
  const start: RaftCore["Raft"]["start"] = (...given) => {
    const raft = spoiled.Raft.start(...given);
    const fork = raft.fork.bind(raft);
    const forkSpoiled = () => {
      const copy = fork();
      const step = copy.step.bind(copy);
      return Object.assign(copy, {
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          step(nowUs, input, output);
          spoil(output, input, copy, raft);
        },
      });
    };
    return Object.assign(raft, { fork: forkSpoiled });
  };
  return { ...spoiled, Raft: { start } } as unknown as RaftCore;
}

/** The core, but copies of its nodes go on when a write has failed, as none of the nodes itself does. */
export const restless = {
  ...core,
  Raft: {
    start: (...given: Parameters<RaftCore["Raft"]["start"]>) => {
      const raft = core.Raft.start(...given);
      const fork = raft.fork.bind(raft);
      const forkRestless = () => {
        const copy = fork();
        const step = copy.step.bind(copy);
        return Object.assign(copy, {
          step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
            if (input.kind !== "write-failed") step(nowUs, input, output);
          },
        });
      };
      return Object.assign(raft, { fork: forkRestless });
    },
  },
} as unknown as RaftCore;
