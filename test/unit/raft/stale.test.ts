import { describe, expect, test } from "vitest";
import type { AppendRequest, Message } from "../../../src/raft/index.ts";
import { entriesOf, Hand } from "./hand.ts";

function append(from: number, term: number, prevLogIndex: number, prevLogTerm: number, terms: number[]): AppendRequest {
  const entries = entriesOf(prevLogIndex + 1, terms);
  return {
    kind: "append-request",
    from,
    to: 1,
    term,
    round: 0,
    readRound: 0,
    prevLogIndex,
    prevLogTerm,
    entries,
    leaderCommit: 0,
  };
}

function receive(hand: Hand, message: Message): void {
  hand.step({ kind: "message", message });
}

const ACCEPTED = {
  kind: "append-response",
  to: 1,
  round: 0,
  readRound: 0,
  accepted: true,
  refusedIndex: 0,
  hintIndex: 0,
  hintTerm: 0,
} as const;

describe("acknowledgements are bound to the leader they go to", () => {
  test("what matched an earlier leader's log is not acknowledged to the next", () => {
    const hand = new Hand();
    receive(hand, append(2, 1, 0, 0, [1, 1, 1]));
    hand.written();
    expect(hand.output.messages).toMatchObject([{ to: 2, accepted: true, matchIndex: 3 }]);
    receive(hand, append(3, 2, 1, 1, []));
    hand.written();
    expect(hand.output.messages).toMatchObject([{ to: 3, accepted: true, matchIndex: 1 }]);
  });

  test("what waited for a write when the leader changed is not sent", () => {
    const hand = new Hand();
    receive(hand, append(2, 1, 0, 0, [1, 1]));
    receive(hand, { kind: "vote-response", from: 3, to: 1, term: 2, granted: false });
    hand.written();
    expect(hand.output.messages).toEqual([]);
  });

  test("a heartbeat that brings a new term is answered when the term is durable", () => {
    const hand = new Hand();
    receive(hand, append(2, 1, 0, 0, []));
    expect(hand.output.messages).toEqual([]);
    hand.written();
    expect(hand.output.messages).toMatchObject([{ to: 2, term: 1, accepted: true, matchIndex: 0 }]);
  });
});

test("an append that contradicts what is committed changes nothing and is not answered", () => {
  const hand = new Hand();
  receive(hand, { ...append(2, 1, 0, 0, [1, 1]), leaderCommit: 2 });
  hand.written();
  receive(hand, append(3, 2, 1, 1, [2]));
  expect(hand.output.messages).toEqual([]);
  expect(hand.output.writes).toMatchObject([{ kind: "hard-state", term: 2 }]);
  expect(hand.raft.view).toMatchObject({ lastIndex: 2, commitIndex: 2, durableIndex: 2 });
});

describe("answers to an earlier round do not count", () => {
  test("an acknowledgement of an earlier leadership does not count", () => {
    const hand = new Hand();
    hand.win();
    hand.propose(1, 1, 1);
    hand.written();
    receive(hand, append(2, 2, 1, 1, [2, 2]));
    hand.written();
    expect(hand.raft.view).toMatchObject({ role: "follower", term: 2 });
    hand.win();
    hand.written();
    expect(hand.raft.view).toMatchObject({ role: "leader", term: 3, lastIndex: 4, durableIndex: 4 });
    // Server 3 held entries 1 to 4 of term 1, of which only the first is still in this log.
    receive(hand, { ...ACCEPTED, from: 3, term: 1, matchIndex: 4 });
    expect(hand.raft.view.commitIndex).toBe(0);
    expect(hand.raft.status().peers).toMatchObject([
      { id: 2, matchIndex: 0 },
      { id: 3, matchIndex: 0 },
    ]);
    expect(hand.output.messages).toEqual([]);
    receive(hand, { ...ACCEPTED, from: 3, term: 3, matchIndex: 4 });
    expect(hand.raft.view.commitIndex).toBe(4);
  });

  test("a vote of an earlier term", () => {
    const hand = new Hand();
    hand.deadline();
    hand.written();
    hand.deadline();
    hand.written();
    receive(hand, { kind: "vote-response", from: 3, to: 1, term: 1, granted: true });
    expect(hand.raft.view).toMatchObject({ role: "candidate", term: 2 });
    receive(hand, { kind: "vote-response", from: 3, to: 1, term: 2, granted: true });
    expect(hand.raft.view.role).toBe("leader");
  });

  test("a pre-vote for an earlier term", () => {
    const hand = new Hand({ preVote: true });
    receive(hand, append(2, 1, 0, 0, []));
    hand.deadline();
    const response = { kind: "pre-vote-response", from: 3, to: 1, term: 0, granted: true } as const;
    receive(hand, { ...response, electionTerm: 1 });
    expect(hand.raft.view).toMatchObject({ role: "pre-candidate", term: 1 });
    receive(hand, { ...response, electionTerm: 2 });
    expect(hand.raft.view).toMatchObject({ role: "candidate", term: 2 });
  });

  test("a pre-vote after this server gave its vote to another", () => {
    const hand = new Hand({ preVote: true });
    receive(hand, { kind: "vote-request", from: 2, to: 1, term: 1, lastLogIndex: 0, lastLogTerm: 0, forced: false });
    hand.deadline();
    expect(hand.raft.view).toMatchObject({ role: "pre-candidate", votedFor: 2 });
    // The request comes once more; the vote stays given, and the pre-vote is over.
    receive(hand, { kind: "vote-request", from: 2, to: 1, term: 1, lastLogIndex: 0, lastLogTerm: 0, forced: false });
    expect(hand.raft.view).toMatchObject({ role: "follower", votedFor: 2 });
    receive(hand, { kind: "pre-vote-response", from: 3, to: 1, term: 1, electionTerm: 2, granted: true });
    expect(hand.raft.view).toMatchObject({ role: "follower", term: 1 });
  });
});

test("whoever hears of the leader of its term asks for no votes any more, though the requests waited for its vote", () => {
  const hand = new Hand();
  hand.deadline();
  expect(hand.raft.view.role).toBe("candidate");
  receive(hand, append(2, 1, 0, 0, []));
  hand.written();
  expect(hand.output.messages.map(({ kind }) => kind)).toEqual(["append-response"]);
});

test("a follower that refuses what it acknowledged is not asked again at once", () => {
  const hand = new Hand();
  hand.win();
  hand.propose(1);
  hand.written();
  receive(hand, { ...ACCEPTED, from: 3, term: 1, matchIndex: 2 });
  hand.step({ kind: "unreachable", peer: 3 });
  hand.propose(1);
  receive(hand, { ...ACCEPTED, from: 3, term: 1, round: 1, accepted: false, matchIndex: 0, refusedIndex: 2 });
  expect(hand.output.messages).toEqual([]);
  expect(hand.raft.status().peers).toMatchObject([{ id: 2 }, { id: 3, matchIndex: 2 }]);
});

test("a candidate that gives its election up asks nobody for a vote when its term is durable at last", () => {
  const hand = new Hand({ preVote: true });
  hand.deadline();
  receive(hand, { kind: "pre-vote-response", from: 3, to: 1, term: 0, electionTerm: 1, granted: true });
  expect(hand.raft.view).toMatchObject({ role: "candidate", term: 1 });
  hand.deadline();
  expect(hand.raft.view).toMatchObject({ role: "pre-candidate", term: 1 });
  hand.written();
  expect(hand.output.messages).toEqual([]);
});
