import { expect, it } from "vitest";
import { type Call, holds, judgeOf, observe } from "./histories.ts";

function votes(term: number, candidate: number, ...founders: readonly number[]): Call[] {
  return [
    ["termChanged", candidate, term],
    ["hardStatePersisted", candidate, term, candidate],
    ["voteRequested", candidate, term],
    ...founders.flatMap((voter): Call[] => [
      ["termChanged", voter, term],
      ["hardStatePersisted", voter, term, candidate],
      ["voteGranted", voter, term, candidate],
    ]),
    ["becameLeader", candidate, term],
  ];
}

function restart(node: number, term: number, votedFor: number, lastIndex: number): Call[] {
  return [
    ["crashed", node],
    ["restarted", node, term, votedFor, lastIndex],
  ];
}

/** Raft paper, figure 8, (a) to (d); the entry of term 2 is at index 1, and server 1 commits it in term 4 by counting. */
it("finds what goes wrong in figure 8, and who first broke a promise there", () => {
  const judge = judgeOf(5);
  observe(judge, [
    ...[1, 2, 3, 4, 5].map((node): Call => ["restarted", node, 0, 0, 0]),
    ...votes(2, 1, 2, 3),
    ...holds(1, 1, [2, 20]),
    ...holds(2, 1, [2, 20]),
    ...restart(1, 2, 1, 1),
    ...votes(3, 5, 3, 4),
    ...holds(5, 1, [3, 30]),
    ...restart(5, 3, 5, 1),
    ...votes(4, 1, 2, 3),
    ...holds(1, 2, [4, 40]),
    ...holds(3, 1, [2, 20]),
    ["committed", 1, 1, 4],
    ...restart(1, 4, 1, 2),
  ]);
  expect(judge.violations).toEqual([]);
  observe(judge, votes(5, 5, 2, 3, 4), 100);
  expect(judge.violations.map(({ invariant, nodes, message }) => ({ invariant, nodes, message }))).toEqual([
    {
      invariant: "leader-completeness",
      nodes: [1, 5],
      message:
        "n5 became leader in term 5 without a committed entry: entry 1 of term 2 was committed in term 4, first by n1 at event 50 (t=0.050 s); its log has an entry of term 3 there",
    },
  ]);
});
