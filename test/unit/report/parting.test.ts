import { expect, test } from "vitest";
import type { Chronicle, NodeState, Step } from "../../../src/fuzz/chronicle/chronicle.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { describeParting } from "../../../src/report/parting.ts";

const plain = createPaint(false);

const state: NodeState = {
  node: 1,
  role: "follower",
  isPaused: false,
  term: 2,
  votedFor: 1,
  leader: 0,
  lastIndex: 0,
  durableIndex: 0,
  commitIndex: 0,
  appliedIndex: 0,
  baseIndex: 0,
  members: "1 2 3",
};

const start: Step = { event: 0, atUs: 0, kind: "start", place: 1, sent: [], facts: [], states: [state] };

/** n1 is asked for its vote, answers so, and is in this state then. */
function told(text: string, after: NodeState): Chronicle {
  const letter = { sentStep: 0, sentAtUs: 0, arrivals: [], losses: [], term: 2 };
  const step: Step = {
    event: 1_234,
    atUs: 2_500_000,
    kind: "message",
    place: 1,
    message: 0,
    sent: [1],
    facts: [],
    states: [after],
  };
  return {
    nodes: 3,
    founders: 3,
    clients: 1,
    steps: [start, step],
    messages: [
      { from: 3, to: 1, kind: "vote-request", text: "its log ends at 4:1", ...letter },
      { from: 1, to: 3, kind: "vote-response", text, ...letter },
    ],
    violation: undefined,
    violationStep: 1,
  };
}

test("where two runs part is told with what happens there in each, and which states differ then", () => {
  const withMutant = told("granted", { ...state, votedFor: 3 });
  const without = told("refused", state);
  expect(describeParting({ step: 1, withMutant, without }, "double-vote", plain, 100)).toEqual([
    "with and without double-vote the run is the same until event 1,234, at 2.500000 s of virtual time:",
    "  n1 gets the vote-request of n3 of term 2, its log ends at 4:1",
    "  with double-vote:",
    "    n1 forgets its vote for itself in term 2, and now stands by one for n3",
    "    n1 sends n3 a vote-response of term 2: granted",
    "    n1 has voted for n3",
    "  without it:",
    "    n1 sends n3 a vote-response of term 2: refused",
    "    n1 has voted for n1",
  ]);
});

test("a state that stays on one side is compared with the other's new one", () => {
  const withMutant = told("x", { ...state, commitIndex: 7 });
  const quiet = told("x", state);
  const without = { ...quiet, steps: [start, { ...quiet.steps[1]!, sent: [], states: [] }] };
  const lines = describeParting({ step: 1, withMutant, without }, "m", plain, 100);
  expect(lines).toContain("    n1 has committed up to 7");
  expect(lines.slice(lines.indexOf("  without it:"))).toEqual(["  without it:", "    n1 has committed up to 0"]);
});

test("runs that are the same are said to be", () => {
  expect(describeParting(undefined, "m", plain, 80)).toEqual(["with and without m everything is the same"]);
});

test("where the story tells both sides alike, what was observed tells them apart", () => {
  const withMutant = told("granted", state);
  const without = told("granted", state);
  const [begin, end] = withMutant.steps as [Step, Step];
  const forgotten: Step = { ...end, facts: [{ name: "hardStatePersisted", args: [1, 2, 0] }] };
  const lines = describeParting(
    { step: 1, withMutant: { ...withMutant, steps: [begin, forgotten] }, without },
    "vote-lost",
    plain,
    100,
  );
  expect(lines.slice(2)).toEqual([
    "  with vote-lost:",
    "    n1: term 2 and no vote are durable",
    "  without it:",
    "    nothing of that",
  ]);
});
