import { describe, expect, test } from "vitest";
import type { Step } from "../../../../src/fuzz/exhaustive/counterexample.ts";
import { describeCounterexample, inSteps, tellStep } from "../../../../src/report/exhaustive/counterexample.ts";
import { createPaint } from "../../../../src/report/paint.ts";

function step(what: Step["what"], changes: Partial<Step> = {}): Step {
  return { what, node: 1, peer: 0, letter: undefined, again: false, slowly: false, observed: [], ...changes };
}

const VOTE_REQUEST = { kind: "vote-request", term: 2, text: "its log ends at 3:1" };

describe("a step", () => {
  test.each([
    [step("time out"), "the election timer of n1 fires"],
    [step("heartbeat"), "the heartbeat timer of n1 fires"],
    [step("ask", { node: 3 }), "a client asks n3 for a command"],
    [step("drop", { peer: 2 }), "the connection of n1 to n2 breaks"],
    [step("sync"), "the oldest write of n1 becomes durable"],
    [step("crash"), "n1 crashes, which loses what is not durable, and starts again"],
    [
      step("deliver", { peer: 2, letter: VOTE_REQUEST }),
      "n1 receives the vote-request of term 2 from n2 (its log ends at 3:1)",
    ],
    [
      step("deliver", { peer: 2, letter: VOTE_REQUEST, again: true }),
      "n1 receives again the vote-request of term 2 from n2 (its log ends at 3:1)",
    ],
    [step("ask", { slowly: true }), "a client asks n1 for a command: what it writes is not durable yet"],
  ])("is told as what happens: %#", (one, told) => {
    expect(tellStep(one)).toBe(told);
  });

  test("is told with what comes of it, in its order, and nothing twice", () => {
    const observed: Step["observed"] = [
      ["steppedDown", 1, 4],
      ["termChanged", 1, 5],
      ["hardStatePersisted", 1, 5, 2],
      ["truncated", 1, 2],
      ["appended", 1, 2, 5, 0],
      ["appended", 1, 3, 5, 77],
      ["entryPersisted", 1, 2, 5, 0],
      ["appendAcknowledged", 1, 5, 3, 2],
      ["appendAcknowledged", 1, 5, 3, 2],
      ["committed", 1, 3, 5],
      ["applied", 1, 3, 99],
    ];
    expect(tellStep(step("sync", { observed }))).toBe(
      "the oldest write of n1 becomes durable: it gives up its leadership of term 4; it enters term 5; " +
        "it drops its log from index 2 on; it appends 2:5, 3:5; it acknowledges up to 3 to n2; it commits up to 3",
    );
    const election: Step["observed"] = [
      ["restarted", 1, 4, 0, 2],
      ["voteRequested", 1, 5],
      ["voteGranted", 1, 5, 3],
      ["becameLeader", 1, 5],
      ["appended", 1, 4, 5, 0],
    ];
    expect(tellStep(step("crash", { observed: election }))).toMatch(
      /: it goes on in term 4 with a log up to 2; it asks for votes in term 5; it votes for n3 in term 5; it becomes leader of term 5; it appends 4:5$/,
    );
  });
});

test("a counterexample says what broke, and how in numbered steps within the width", () => {
  const steps = Array.from({ length: 10 }, () => step("deliver", { peer: 2, letter: VOTE_REQUEST }));
  const violation = {
    invariant: "election-safety",
    event: 10,
    atUs: 0,
    nodes: [1, 2],
    message: "both did, at event 3 (t=0.000 s)",
  };
  const lines = describeCounterexample({ steps, violation }, createPaint(false), 60);
  expect(lines.slice(0, 6)).toEqual([
    "FAIL after 10 moves",
    "election-safety is violated at step 10, nodes 1, 2:",
    "  both did, at step 3",
    "",
    "   1. n1 receives the vote-request of term 2 from n2 (its",
    "      log ends at 3:1)",
  ]);
  expect(lines.at(-2)).toBe("  10. n1 receives the vote-request of term 2 from n2 (its");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
});

test("a counterexample without a step says that it broke at the start", () => {
  const violation = { invariant: "core-assertion", event: 0, atUs: 0, nodes: [1], message: "n1 threw" };
  expect(describeCounterexample({ steps: [], violation }, createPaint(false), 60)).toEqual([
    "FAIL before the first move",
    "core-assertion is violated, node 1:",
    "  n1 threw",
  ]);
});

test("moments are steps, and nothing else is touched", () => {
  expect(inSteps("n1 at event 5 (t=0.000 s) and event 12 (t=1.250 s): event 7")).toBe(
    "n1 at step 5 and step 12: event 7",
  );
});
