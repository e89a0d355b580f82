import { describe, expect, test } from "vitest";
import type { DurableState, Entry } from "../../../src/raft/index.ts";
import { Disk } from "./disk.ts";
import { entriesOf, Hand } from "./hand.ts";

const STORED = entriesOf(1, [1, 1, 1, 1, 1, 1, 1, 2, 2, 2]);

/** Those ten entries, none of them in memory. */
function durable(): DurableState {
  const disk = new Disk();
  disk.fill(
    2,
    0,
    STORED.map(({ term }) => term),
  );
  return { ...disk.durableState(), tail: [] };
}

/** A leader of term 3 whose follower 2 has just said that it holds nothing. */
function leaderAskedForAll(): Hand {
  const hand = new Hand({}, durable());
  hand.win();
  hand.written();
  hand.refuse(2, 10);
  return hand;
}

const ALL = { firstIndex: 1, lastIndex: 10, maxBytes: 3 };

function stored(firstIndex: number, count = 3): Entry[] {
  return STORED.slice(firstIndex - 1, firstIndex - 1 + count);
}

describe("entries that are in storage only", () => {
  test("a follower without any of them catches up through fetches, then from memory", () => {
    const hand = leaderAskedForAll();
    const received: number[] = [];
    const waiting: number[] = [];
    for (let turn = 0; turn < 40 && received.length < 11; turn++) {
      waiting.push(...hand.output.fetches.map(({ firstIndex }) => firstIndex));
      const appends = hand.appendsTo(2).filter(({ entries }) => entries.length > 0);
      for (const { prevLogIndex, entries } of appends) {
        expect(prevLogIndex).toBe(received.length);
        for (const { index, term } of entries) expect(term).toBe(STORED[index - 1]?.term ?? 3);
        received.push(...entries.map(({ index }) => index));
      }
      const firstIndex = appends.length > 0 ? undefined : waiting.shift();
      if (firstIndex === undefined) hand.accept(2, received.length);
      else hand.fetched(firstIndex, stored(firstIndex));
    }
    expect(received).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(hand.raft.view.commitIndex).toBe(11);
  });

  test("are asked for once, and not again because of a heartbeat or its answer", () => {
    const hand = leaderAskedForAll();
    expect(hand.output.fetches).toEqual([ALL]);
    hand.deadline();
    expect(hand.output.fetches).toEqual([]);
    expect(hand.appendsTo(2)).toMatchObject([{ prevLogIndex: 0, entries: [] }]);
    hand.accept(2, 0);
    expect(hand.output.fetches).toEqual([]);
  });

  test("a follower catches up though each answer of storage comes between a heartbeat and its answer", () => {
    const hand = leaderAskedForAll();
    let received = 0;
    let asked = hand.output.fetches.slice();
    for (let interval = 0; interval < 100 && received < 10; interval++) {
      hand.deadline();
      const answered = asked;
      asked = [];
      for (const { firstIndex } of answered) {
        hand.fetched(firstIndex, stored(firstIndex));
        for (const [first, count] of hand.batchesTo(2)) received = first + count - 1;
        asked.push(...hand.output.fetches);
      }
      hand.accept(2, received);
      asked.push(...hand.output.fetches);
    }
    expect(received).toBeGreaterThanOrEqual(10);
  });

  test("more of them than a message may carry are cut", () => {
    const hand = leaderAskedForAll();
    hand.fetched(1, stored(1, 8));
    expect(hand.batchesTo(2)).toEqual([[1, 3]]);
  });

  test("pipelined, they are asked for again while the window has room", () => {
    const hand = leaderAskedForAll();
    hand.fetched(1, stored(1));
    hand.accept(2, 3);
    expect(hand.output.fetches).toMatchObject([{ firstIndex: 4 }]);
    hand.fetched(4, stored(4));
    expect(hand.batchesTo(2)).toEqual([[4, 3]]);
    expect(hand.output.fetches).toMatchObject([{ firstIndex: 7 }]);
    hand.fetched(7, stored(7));
    expect(hand.batchesTo(2)).toEqual([[7, 3]]);
    // Two messages are in flight: that is the limit.
    expect(hand.output.fetches).toEqual([]);
    hand.accept(2, 6);
    expect(hand.output.fetches).toMatchObject([{ firstIndex: 10 }]);
  });

  test.each([
    ["with nothing", []],
    ["with what is no longer in the log", entriesOf(1, [2, 2, 2])],
  ])("an answer %s is not sent, and after a heartbeat at the latest they are asked for anew", (_, entries) => {
    const hand = leaderAskedForAll();
    hand.fetched(1, entries);
    expect(hand.output.messages).toEqual([]);
    const fetches = hand.output.fetches.slice();
    hand.deadline();
    fetches.push(...hand.output.fetches);
    hand.accept(2, 0);
    fetches.push(...hand.output.fetches);
    expect(fetches).toEqual([ALL]);
    hand.fetched(1, stored(1));
    expect(hand.batchesTo(2)).toEqual([[1, 3]]);
  });

  test("of an answer only what is still in the log is sent", () => {
    const hand = leaderAskedForAll();
    hand.fetched(1, [...stored(1, 2), ...entriesOf(3, [2])]);
    expect(hand.batchesTo(2)).toEqual([[1, 2]]);
  });

  test("an answer that nobody waits for is not sent", () => {
    const hand = leaderAskedForAll();
    hand.fetched(4, stored(4));
    expect([hand.output.messages, hand.output.fetches]).toEqual([[], []]);
    hand.fetched(1, stored(1));
    hand.fetched(1, stored(1));
    expect(hand.output.messages).toEqual([]);
  });

  test("an answer from before the follower said it has more is passed over for what it lacks now", () => {
    const hand = leaderAskedForAll();
    hand.accept(2, 5);
    expect(hand.output.fetches).toMatchObject([{ firstIndex: 6 }]);
    hand.fetched(1, stored(1));
    expect(hand.output.messages).toEqual([]);
    hand.fetched(6, stored(6));
    expect(hand.batchesTo(2)).toEqual([[6, 3]]);
  });

  test("two followers that wait for the same are both served", () => {
    const hand = leaderAskedForAll();
    hand.refuse(3, 10);
    expect(hand.output.fetches).toEqual([ALL]);
    hand.fetched(1, stored(1));
    expect([hand.batchesTo(2), hand.batchesTo(3)]).toEqual([[[1, 3]], [[1, 3]]]);
    hand.fetched(1, stored(1));
    expect(hand.output.messages).toEqual([]);
  });

  test("an answer after the leadership was lost says nothing; regained, it serves who asks for the same", () => {
    const hand = leaderAskedForAll();
    hand.step({
      kind: "message",
      message: { kind: "vote-request", from: 2, to: 1, term: 4, lastLogIndex: 0, lastLogTerm: 0, forced: false },
    });
    expect(hand.raft.view.role).toBe("follower");
    hand.fetched(1, stored(1));
    expect([hand.output.messages, hand.output.fetches, hand.output.writes]).toEqual([[], [], []]);
    hand.win();
    hand.fetched(1, stored(1));
    expect(hand.output.messages).toEqual([]);
    hand.refuse(2, 11);
    expect(hand.output.fetches).toEqual([ALL]);
    hand.fetched(1, stored(1));
    expect(hand.batchesTo(2)).toEqual([[1, 3]]);
    expect(hand.appendsTo(2)[0]!.term).toBe(5);
  });

  test("an answer from before a truncation by another leader is not sent by the next leadership", () => {
    const hand = leaderAskedForAll();
    const entries = entriesOf(2, [4, 4]);
    const append = {
      kind: "append-request",
      from: 2,
      to: 1,
      term: 4,
      round: 0,
      readRound: 0,
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries,
      leaderCommit: 0,
    } as const;
    hand.step({ kind: "message", message: append });
    hand.written();
    hand.win();
    hand.refuse(2, 3);
    expect(hand.output.fetches).toEqual([{ firstIndex: 1, lastIndex: 1, maxBytes: 3 }]);
    hand.fetched(1, stored(1));
    expect(hand.appendsTo(2).map((message) => message.entries.map(({ term }) => term))).toEqual([[1]]);
  });

  test("what is committed but not durable here stays in memory, since storage does not have it yet", () => {
    const hand = new Hand({ founders: [1, 2, 3, 4, 5], maxCachedBytes: 1 });
    hand.win();
    const message = { kind: "vote-response", from: 2, to: 1, term: hand.term, granted: true } as const;
    hand.step({ kind: "message", message });
    hand.propose(3, 3);
    for (const peer of [2, 3, 4]) hand.accept(peer, 3);
    expect(hand.raft.view).toMatchObject({ commitIndex: 3, durableIndex: 0 });
    hand.accept(5, 0);
    expect(hand.output.fetches).toEqual([]);
    expect(hand.batchesTo(5)).toEqual([
      [1, 2],
      [3, 1],
    ]);
  });
});
