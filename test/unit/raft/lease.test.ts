import { describe, expect, test } from "vitest";
import type { Message } from "../../../src/raft/index.ts";
import { Hand } from "./hand.ts";

const LEASES = { checkQuorum: true, leaseUs: 80_000 };

/** Leads, and has a lease since its first heartbeat. */
function leader(): Hand {
  const hand = new Hand(LEASES);
  hand.win();
  hand.written();
  hand.accept(3, 1);
  hand.step({ kind: "applied", index: 1 });
  hand.deadline();
  confirm(hand, 1);
  return hand;
}

function confirm(hand: Hand, readRound: number): void {
  const place = { round: hand.roundOf(3), accepted: true, matchIndex: 1, refusedIndex: 0, hintIndex: 0, hintTerm: 0 };
  receive(hand, { kind: "append-response", from: 3, to: 1, term: hand.term, readRound, ...place });
}

function receive(hand: Hand, message: Message): void {
  hand.step({ kind: "message", message });
}

function readByLease(hand: Hand): unknown[] {
  hand.step({ kind: "read", reads: [{ data: "a", consistency: "lease", maxStalenessUs: 0 }] });
  return hand.output.reads.map(({ by }) => by);
}

function follow(hand: Hand, term: number): void {
  const empty = { round: 0, readRound: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  receive(hand, { kind: "append-request", from: 2, to: 1, term, ...empty });
  hand.written();
}

/** Whether the server votes for server 3 in this term. */
function votes(hand: Hand, term: number, forced = false): boolean {
  receive(hand, { kind: "vote-request", from: 3, to: 1, term, lastLogIndex: 9, lastLogTerm: term - 1, forced });
  return hand.raft.view.votedFor === 3;
}

describe("a lease", () => {
  test("is one of a confirmed round, of this term, and of a leader that wants no other", () => {
    const hand = leader();
    expect(readByLease(hand)).toEqual(["lease"]);
    hand.step({ kind: "transfer", to: 3 });
    expect(hand.output.messages).toMatchObject([{ kind: "timeout-now", to: 3 }]);
    expect(readByLease(hand)).toEqual([]);
    for (let round = 3; round < 20 && hand.raft.view.transferTo !== 0; round++) {
      confirm(hand, round);
      hand.deadline();
    }
    expect(hand.raft.view.role).toBe("leader");
    for (let round = 3; round < 20; round++) confirm(hand, round);
    expect(readByLease(hand)).toEqual([]);

    receive(hand, { kind: "vote-response", from: 2, to: 1, term: 9, granted: false });
    hand.win();
    hand.written();
    hand.accept(3, 2);
    hand.step({ kind: "applied", index: 2 });
    hand.deadline();
    confirm(hand, 1);
    expect(readByLease(hand)).toEqual(["lease"]);
  });

  test("is over when its time is, on a clock that goes on while nothing is done", () => {
    const hand = leader();
    hand.wait(79_999);
    expect(readByLease(hand)).toEqual(["lease"]);
    hand.wait(1);
    expect(readByLease(hand)).toEqual([]);
  });

  test("shows nothing before an entry of the term is committed", () => {
    const hand = new Hand(LEASES);
    hand.win();
    hand.deadline();
    confirm(hand, 1);
    expect(readByLease(hand)).toEqual([]);
  });
});

describe("who answered a leader helps in no other election", () => {
  test("for an election timeout, though a higher term made it forget the leader", () => {
    for (const [leaseUs, helps] of [
      [80_000, false],
      [0, true],
    ] as const) {
      const hand = new Hand({ checkQuorum: true, leaseUs });
      hand.wait(500_000);
      follow(hand, 1);
      receive(hand, { kind: "vote-response", from: 2, to: 1, term: 5, granted: false });
      expect(hand.raft.view).toMatchObject({ term: 5, leader: 0 });
      expect(votes(hand, 6)).toBe(helps);
      hand.wait(100_000);
      expect(votes(hand, 6)).toBe(true);
    }
  });

  test("nor so soon after a start, in a pre-vote either", () => {
    const hand = new Hand(LEASES);
    const request = { kind: "pre-vote-request", from: 3, to: 1, term: 1, lastLogIndex: 0, lastLogTerm: 0 } as const;
    receive(hand, request);
    expect(hand.output.messages).toMatchObject([{ kind: "pre-vote-response", granted: false }]);
    expect(votes(hand, 1)).toBe(false);
    hand.wait(100_000);
    receive(hand, request);
    expect(hand.output.messages).toMatchObject([{ granted: true }]);
    expect(votes(hand, 1)).toBe(true);
  });

  test("unless the leader itself wants it", () => {
    const hand = new Hand(LEASES);
    follow(hand, 1);
    expect(votes(hand, 2)).toBe(false);
    expect(votes(hand, 2, true)).toBe(true);
  });
});
