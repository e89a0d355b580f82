import type { Violation } from "../../../../invariants/observation.ts";
import type { Chronicle, Letter, NodeState, Step } from "../../../../src/fuzz/chronicle/chronicle.ts";

/** A step a millisecond after the one before, whose event has the number of its place; a few words say the rest. */
export type StepWords = Partial<Step>;

/** A chronicle of three nodes and a client, made by hand, that breaks in its last step. */
export function handmade(
  steps: readonly StepWords[],
  violation: Partial<Violation> = {},
  messages: readonly Letter[] = [],
): Chronicle {
  const told = steps.map((step, at): Step => {
    const sent = messages.flatMap(({ sentStep }, letter) => (sentStep === at ? [letter] : []));
    return { event: at + 1, atUs: at * 1_000, kind: "timer", place: 1, sent, facts: [], states: [], ...step };
  });
  const last = told.at(-1)!;
  return {
    nodes: 3,
    founders: 3,
    clients: 1,
    steps: told,
    messages,
    violation: {
      invariant: "made-up",
      event: last.event,
      atUs: last.atUs,
      nodes: [],
      message: "made up",
      ...violation,
    },
    violationStep: told.length - 1,
  };
}

/** A message that arrives, or is lost where it arrives nowhere. */
export function letter(from: number, to: number, kind: string, sentStep: number, step?: number): Letter {
  const arrivals = step === undefined ? [] : [{ step, atUs: step * 1_000, overtaken: false }];
  const losses = step === undefined ? [{ why: "lost" as const, atUs: sentStep * 1_000 }] : [];
  return { from, to, kind, term: 1, text: "", sentStep, sentAtUs: sentStep * 1_000, arrivals, losses };
}

export function state(node: number, more: Partial<NodeState> = {}): NodeState {
  const isFollower = { role: "follower" as const, isPaused: false, term: 1, votedFor: 0, leader: 0, members: "1 2 3" };
  const log = { lastIndex: 0, durableIndex: 0, commitIndex: 0, appliedIndex: 0, baseIndex: 0 };
  return { node, ...isFollower, ...log, ...more };
}
