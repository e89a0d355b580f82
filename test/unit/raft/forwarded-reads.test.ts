import { describe, expect, test } from "vitest";
import {
  type AppendRequest,
  type Configuration,
  configurationOf,
  type Entry,
  NO_DEADLINE,
  type ReadIndexRequest,
  type ReadRequest,
} from "../../../src/raft/index.ts";
import { Hand } from "./hand.ts";

const READ: ReadRequest = { data: "x", consistency: "linearizable", maxStalenessUs: 0 };

function append(entries: readonly Entry[], leaderCommit: number): AppendRequest {
  const [round, readRound, prevLogIndex, prevLogTerm] = [0, 0, 0, 0];
  const header = { kind: "append-request", from: 2, to: 1, term: 1 } as const;
  return { ...header, round, readRound, prevLogIndex, prevLogTerm, entries, leaderCommit };
}

/** Server 1 follows server 2, and what is written below is in force and committed. */
function follower(configuration: Configuration): Hand {
  const hand = new Hand();
  const entry: Entry = { index: 1, term: 1, kind: "configuration", data: configuration, bytes: 0 };
  hand.step({ kind: "message", message: append([entry], 1) });
  hand.written();
  hand.applied();
  return hand;
}

function ask(hand: Hand): void {
  hand.step({ kind: "read", reads: [READ] });
}

describe("a read at a server whose leader falls silent is rejected in the end", () => {
  test.each([
    ["a voter", configurationOf([1, 2, 3])],
    ["a learner", configurationOf([2, 3], [1])],
    ["a server that was removed", configurationOf([2, 3])],
  ])("%s", (_, configuration) => {
    const hand = follower(configuration);
    ask(hand);
    expect(hand.output.messages).toMatchObject([{ kind: "read-index-request", to: 2 }]);
    expect(hand.output.deadlineUs).toBeLessThan(NO_DEADLINE);
    hand.deadline();
    expect(hand.output.rejections).toEqual([{ of: "read", read: READ, reason: "leader-changed", leader: 0 }]);
  });

  test("even if the leader has answered, and only the log is missing", () => {
    const hand = follower(configurationOf([2, 3]));
    ask(hand);
    const [question] = hand.output.messages;
    const context = question?.kind === "read-index-request" ? question.context : 0;
    const answer = { kind: "read-index-response", from: 2, to: 1, term: 1, context, index: 7 } as const;
    hand.step({ kind: "message", message: answer });
    expect([hand.output.reads, hand.output.rejections]).toEqual([[], []]);
    hand.deadline();
    expect(hand.output.rejections).toEqual([{ of: "read", read: READ, reason: "leader-changed", leader: 0 }]);
  });

  test("and whoever may not campaign is quiet from then on, and knows of nobody to ask", () => {
    const hand = follower(configurationOf([2, 3], [1]));
    hand.deadline();
    expect(hand.output).toMatchObject({ deadlineUs: NO_DEADLINE, messages: [] });
    expect(hand.raft.view).toMatchObject({ role: "follower", term: 1, leader: 0 });
    ask(hand);
    expect(hand.output.rejections).toEqual([{ of: "read", read: READ, reason: "no-leader", leader: 0 }]);
  });
});

/** Server 1 follows server 2 in term 1. */
function newFollower(seed = 1): Hand {
  const hand = new Hand({ seed });
  follow(hand, 1);
  hand.written();
  return hand;
}

function follow(hand: Hand, term: number): void {
  const empty = { round: 0, readRound: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  hand.step({ kind: "message", message: { kind: "append-request", from: 2, to: 1, term, ...empty } });
}

function question(hand: Hand): ReadIndexRequest[] {
  hand.step({ kind: "read", reads: [{ data: "a", consistency: "linearizable", maxStalenessUs: 0 }] });
  return hand.output.messages.filter((message) => message.kind === "read-index-request");
}

function answer(hand: Hand, context: number, index = 0, term = hand.term): void {
  hand.step({ kind: "message", message: { kind: "read-index-response", from: 2, to: 1, term, context, index } });
}

describe("a follower", () => {
  test("takes only the answer to the question that is under way", () => {
    const hand = newFollower();
    const [first] = question(hand);
    answer(hand, first!.context - 1);
    answer(hand, first!.context + 1);
    expect(hand.output.reads).toEqual([]);
    answer(hand, first!.context);
    expect(hand.output.reads).toMatchObject([{ read: { data: "a" }, index: 0, by: "read-index" }]);
    const [second] = question(hand);
    answer(hand, first!.context);
    expect(hand.output.reads).toEqual([]);
    answer(hand, second!.context);
    expect(hand.output.reads).toHaveLength(1);
  });

  test("calls its questions otherwise after each start", () => {
    const contexts = [1, 2, 3, -7, 2 ** 31 - 1].map((seed) => question(newFollower(seed))[0]!.context);
    const sorted = contexts.toSorted((one, other) => one - other);
    sorted.slice(1).forEach((context, place) => {
      expect(context - sorted[place]!).toBeGreaterThan(1_000_000);
    });
    for (const context of contexts) expect(Number.isSafeInteger(context)).toBe(true);
  });

  test("that takes a later term forgets its question, and an answer in that term comes too late", () => {
    const hand = newFollower();
    const [asked] = question(hand);
    answer(hand, asked!.context, 0, 2);
    expect(hand.output.rejections).toMatchObject([{ of: "read", reason: "leader-changed" }]);
    expect(hand.output.reads).toEqual([]);
  });

  test("waits until its machine has come so far", () => {
    const hand = newFollower();
    const [asked] = question(hand);
    answer(hand, asked!.context, 1);
    expect(hand.output.reads).toEqual([]);
  });
});

describe("a leader", () => {
  function leader(): Hand {
    const hand = new Hand();
    hand.win();
    hand.written();
    hand.accept(3, 1);
    return hand;
  }

  function receive(hand: Hand, context: number, term = hand.term): void {
    hand.step({ kind: "message", message: { kind: "read-index-request", from: 2, to: 1, term, context } });
  }

  function confirm(hand: Hand, readRound: number): unknown[] {
    const place = { round: hand.roundOf(3), accepted: true, matchIndex: 1, refusedIndex: 0, hintIndex: 0, hintTerm: 0 };
    const message = { kind: "append-response", from: 3, to: 1, term: hand.term, readRound, ...place } as const;
    hand.step({ kind: "message", message });
    return hand.output.messages.flatMap((sent) => (sent.kind === "read-index-response" ? [sent.context] : []));
  }

  test("answers when a quorum has confirmed it, whatever the term of the question", () => {
    const hand = leader();
    receive(hand, 7, hand.term - 1);
    expect(hand.output.messages).toMatchObject([{ kind: "append-request" }, { kind: "append-request" }]);
    expect(confirm(hand, 1)).toEqual([7]);
  });

  test("keeps one question of each server: the latest", () => {
    const hand = leader();
    receive(hand, 7);
    for (let context = 8; context <= 100; context++) receive(hand, context);
    expect(confirm(hand, 1)).toEqual([7]);
    expect(confirm(hand, 2)).toEqual([100]);
    expect(confirm(hand, 3)).toEqual([]);
  });

  test("that is none does not answer", () => {
    const hand = newFollower();
    receive(hand, 7);
    expect(hand.output.messages).toEqual([]);
  });
});
