import { describe, expect, test } from "vitest";
import { Hand } from "./hand.ts";

/** A leader whose follower 2 has acknowledged the no-op, and whose limits are as given. */
function pipelining(maxInflightMessages: number, maxInflightBytes: number): Hand {
  const hand = new Hand({ maxInflightMessages, maxInflightBytes });
  hand.win();
  hand.written();
  hand.accept(2, 1);
  return hand;
}

describe("what a follower may have unacknowledged", () => {
  test("so many messages; each that is acknowledged makes room for one", () => {
    const hand = pipelining(2, 1_000);
    hand.propose(3, 3, 3, 3);
    expect(hand.batchesTo(2)).toEqual([
      [2, 1],
      [3, 1],
    ]);
    hand.propose(3);
    expect(hand.batchesTo(2)).toEqual([]);
    hand.accept(2, 2);
    expect(hand.batchesTo(2)).toEqual([[4, 1]]);
    hand.accept(2, 2);
    expect(hand.batchesTo(2)).toEqual([]);
    hand.accept(2, 4);
    expect(hand.batchesTo(2)).toEqual([
      [5, 1],
      [6, 1],
    ]);
  });

  test("so many bytes, but for the message that reaches them", () => {
    const hand = pipelining(100, 4);
    hand.propose(3, 3, 3);
    expect(hand.batchesTo(2)).toEqual([
      [2, 1],
      [3, 1],
    ]);
    hand.accept(2, 2);
    expect(hand.batchesTo(2)).toEqual([[4, 1]]);
  });

  test("one probe, until it is answered or a heartbeat is", () => {
    const hand = pipelining(100, 1_000);
    hand.propose(3);
    hand.refuse(2, 1);
    expect(hand.batchesTo(2)).toEqual([]);
    hand.step({ kind: "unreachable", peer: 2 });
    hand.propose(3);
    expect(hand.batchesTo(2)).toEqual([[2, 1]]);
    hand.propose(3);
    expect(hand.batchesTo(2)).toEqual([]);
    hand.deadline();
    // It was lost: the follower answers the heartbeat with what it has.
    hand.accept(2, 1);
    expect(hand.batchesTo(2)).toEqual([
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
  });

  test("a heartbeat stands behind all that was sent, and a refusal of it goes back to what is missing", () => {
    const hand = pipelining(100, 1_000);
    hand.propose(3, 3);
    hand.deadline();
    expect(hand.appendsTo(2)).toMatchObject([{ prevLogIndex: 3, entries: [] }]);
    hand.refuse(2, 3, 2, 1);
    expect(hand.batchesTo(2)).toEqual([[3, 1]]);
    // An earlier refusal that arrives late says nothing new.
    hand.refuse(2, 3, 2, 1, hand.roundOf(2) - 1);
    expect(hand.output.messages).toEqual([]);
  });

  test("requests that overtake each other do not multiply: late answers begin no round and end none", () => {
    const hand = pipelining(100, 1_000);
    hand.propose(3, 3, 3, 3);
    const round = hand.roundOf(2);
    hand.refuse(2, 4, 1, 1);
    expect(hand.appendsTo(2)).toMatchObject([{ round: round + 1, prevLogIndex: 1 }]);
    for (let index = 2; index <= 4; index++) {
      hand.accept(2, index, round);
      expect(hand.appendsTo(2).filter(({ entries }) => entries.length > 0)).toEqual([]);
      hand.refuse(2, index + 1, index, 1, round);
      expect(hand.output.messages).toEqual([]);
    }
    expect(hand.raft.status().peers[0]).toMatchObject({ matchIndex: 4, nextIndex: 5, mode: "probe" });
    hand.accept(2, 4, round + 1);
    expect(hand.batchesTo(2)).toEqual([[5, 1]]);
  });

  test("a refusal goes back no further than what matches, though its hint is older than that", () => {
    const hand = pipelining(100, 1_000);
    hand.propose(3, 3);
    hand.accept(2, 2);
    hand.refuse(2, 3, 0, 0);
    expect(hand.batchesTo(2)).toEqual([[3, 1]]);
    expect(hand.raft.status().peers[0]).toMatchObject({ matchIndex: 2, nextIndex: 3, mode: "probe" });
  });

  test("matching never falls, whatever comes late", () => {
    const hand = pipelining(100, 1_000);
    hand.propose(3, 3);
    hand.accept(2, 3);
    hand.accept(2, 1);
    hand.refuse(2, 3);
    expect(hand.raft.status().peers[0]).toEqual({ id: 2, matchIndex: 3, nextIndex: 4, mode: "pipeline" });
  });
});
