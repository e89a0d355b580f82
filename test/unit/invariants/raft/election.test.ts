import { describe, expect, it } from "vitest";
import { ElectionQuorum } from "../../../../invariants/raft/election-quorum.ts";
import { ElectionSafety } from "../../../../invariants/raft/election-safety.ts";
import { OneVotePerTerm } from "../../../../invariants/raft/one-vote-per-term.ts";
import { type Call, judgeOf, messagesOf, observe } from "../histories.ts";

describe("election safety", () => {
  it("lets one leader per term be", () => {
    const calls: Call[] = [
      ["becameLeader", 1, 1],
      ["becameLeader", 2, 3],
      ["becameLeader", 3, 2],
    ];
    expect(messagesOf(ElectionSafety, calls)).toEqual([]);
  });

  it("finds two leaders of one term", () => {
    const calls: Call[] = [
      ["becameLeader", 2, 7],
      ["becameLeader", 3, 7],
    ];
    expect(messagesOf(ElectionSafety, calls)).toEqual([
      "n2 and n3 both became leader in term 7: n2 at event 1 (t=0.001 s), n3 now",
    ]);
  });

  it("remembers terms long past and leaders long crashed", () => {
    const judge = judgeOf(3, [ElectionSafety]);
    observe(judge, [
      ["becameLeader", 3, 2],
      ["crashed", 3],
    ]);
    for (let term = 3; term < 500; term++) observe(judge, [["becameLeader", 2, term]], term);
    observe(judge, [["becameLeader", 1, 2]], 71_500);
    expect(judge.violations).toEqual([
      {
        invariant: "election-safety",
        event: 71_500,
        atUs: 71_500_000,
        nodes: [1, 3],
        message: "n3 and n1 both became leader in term 2: n3 at event 1 (t=0.001 s), n1 now",
      },
    ]);
  });
});

describe("election quorum", () => {
  it("lets a leader with a majority of votes be, its own among them", () => {
    const calls: Call[] = [
      ["voteRequested", 1, 4],
      ["voteGranted", 3, 4, 1],
      ["becameLeader", 1, 4],
    ];
    expect(messagesOf(ElectionQuorum, calls)).toEqual([]);
  });

  it("finds a leader that nobody else voted for", () => {
    const calls: Call[] = [
      ["voteRequested", 1, 4],
      ["becameLeader", 1, 4],
    ];
    expect(messagesOf(ElectionQuorum, calls)).toEqual([
      "n1 became leader in term 4, but of its voters n1, n2, n3 only n1 voted for it",
    ]);
  });

  it("does not count votes of other terms, or for others", () => {
    const calls: Call[] = [
      ["voteGranted", 2, 3, 1],
      ["voteGranted", 3, 4, 2],
      ["becameLeader", 1, 4],
    ];
    expect(messagesOf(ElectionQuorum, calls)).toHaveLength(1);
  });

  it("needs more than half of an even cluster", () => {
    const judge = judgeOf(4, [ElectionQuorum]);
    observe(judge, [
      ["voteGranted", 4, 1, 1],
      ["becameLeader", 1, 1],
    ]);
    expect(judge.violations[0]?.message).toBe(
      "n1 became leader in term 1, but of its voters n1, n2, n3, n4 only n1, n4 voted for it",
    );
  });
});

describe("one vote per term", () => {
  it("lets a vote be repeated, and given anew in a new term", () => {
    const calls: Call[] = [
      ["voteGranted", 1, 5, 2],
      ["voteGranted", 1, 5, 2],
      ["voteGranted", 1, 6, 3],
      ["voteRequested", 1, 7],
      ["voteRequested", 1, 7],
    ];
    expect(messagesOf(OneVotePerTerm, calls)).toEqual([]);
  });

  it("finds a node that votes for two candidates", () => {
    const calls: Call[] = [
      ["voteGranted", 1, 5, 2],
      ["voteGranted", 1, 5, 3],
    ];
    expect(messagesOf(OneVotePerTerm, calls)).toEqual([
      "n1 voted twice in term 5: for n2 at event 1 (t=0.001 s), for n3 now",
    ]);
  });

  it("counts a candidacy as a vote, and does not forget at a restart", () => {
    const calls: Call[] = [
      ["voteRequested", 1, 5],
      ["voteGranted", 1, 6, 2],
      ["crashed", 1],
      ["restarted", 1, 4, 0, 0],
      ["voteGranted", 1, 5, 3],
    ];
    expect(messagesOf(OneVotePerTerm, calls)).toEqual([
      "n1 voted twice in term 5: for n1 at event 1 (t=0.001 s), for n3 now",
    ]);
  });
});
