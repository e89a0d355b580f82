import { describe, expect, test } from "vitest";
import {
  type Configuration,
  configurationOf,
  type RaftOptions,
  type SnapshotRequest,
  type SnapshotResponse,
  TermRuns,
} from "../../../src/raft/index.ts";
import { Hand } from "./hand.ts";

const CONFIGURATION: Configuration = configurationOf([1, 2, 3]);
const SNAPSHOT = { index: 5, term: 1, configuration: CONFIGURATION };

/** A leader of term 2 whose log is nothing but a base at 5, apart from its own no-op, which is committed. */
function compactedLeader(options: Partial<RaftOptions> = {}): Hand {
  const termRuns = new TermRuns();
  termRuns.startAt(5, 1);
  const durable = {
    term: 1,
    votedFor: 0,
    snapshot: SNAPSHOT,
    baseIndex: 5,
    lastIndex: 5,
    termRuns,
    configurations: [],
    tail: [],
  };
  const hand = new Hand({ snapshotChunkBytes: 10, ...options }, { ...durable, appliedIndex: 5 });
  hand.win();
  hand.written();
  return hand;
}

/** The same, and follower 2 has said that it holds nothing: the first piece is being read. */
function streaming(options: Partial<RaftOptions> = {}): Hand {
  const hand = compactedLeader(options);
  hand.refuse(2, 5);
  return hand;
}

function read(
  hand: Hand,
  offset: number,
  changes: { index?: number; peer?: number; data?: unknown; isLast?: boolean } = {},
) {
  const piece = { peer: 2, index: 5, data: `from ${offset}`, isLast: false, ...changes };
  hand.step({ kind: "snapshot-chunk", offset, bytes: 10, ...piece });
}

function answer(hand: Hand, answeredOffset: number, changes: Partial<SnapshotResponse>): void {
  const place = { index: 5, answeredOffset, status: "resume", offset: 0, matchIndex: 0 } as const;
  const header = { kind: "snapshot-response", from: 2, to: 1, term: hand.term } as const;
  hand.step({ kind: "message", message: { ...header, ...place, ...changes } });
}

function sent(hand: Hand): SnapshotRequest[] {
  return hand.output.messages.filter(({ kind }) => kind === "snapshot-request") as SnapshotRequest[];
}

const FIRST = { peer: 2, index: 5, offset: 0, maxBytes: 10 };

describe("a follower that needs what the leader's log has no more", () => {
  test("is sent the snapshot, one piece at a time, each when the one before has been taken", () => {
    const hand = streaming();
    expect(hand.output.snapshotReads).toEqual([FIRST]);
    read(hand, 0);
    expect(sent(hand)).toEqual([
      {
        kind: "snapshot-request",
        from: 1,
        to: 2,
        term: 2,
        snapshot: SNAPSHOT,
        offset: 0,
        data: "from 0",
        bytes: 10,
        isLast: false,
      },
    ]);
    expect(hand.output.snapshotReads).toEqual([]);
    answer(hand, 0, { offset: 10 });
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, offset: 10 }]);
    read(hand, 10, { isLast: true });
    expect(sent(hand)).toMatchObject([{ offset: 10, isLast: true }]);
  });

  test("is asked behind it once it is installed, and gets entries from there on", () => {
    const hand = streaming();
    read(hand, 0, { isLast: true });
    answer(hand, 0, { status: "installed", matchIndex: 5 });
    expect(hand.appendsTo(2)).toMatchObject([{ prevLogIndex: 5, prevLogTerm: 1, entries: [{ index: 6 }] }]);
    expect(hand.raft.status().peers[0]).toMatchObject({ mode: "pipeline", matchIndex: 5 });
  });

  test("is asked behind it too if it says that it has all that, though not yet durably", () => {
    const hand = streaming();
    read(hand, 0);
    answer(hand, 0, { status: "not-needed", matchIndex: 3 });
    expect(hand.appendsTo(2)).toMatchObject([{ prevLogIndex: 5, entries: [{ index: 6 }] }]);
    expect(hand.raft.status().peers[0]).toMatchObject({ matchIndex: 3 });
  });

  test("hears the leader meanwhile at the log's base, and what it answers does not disturb the stream", () => {
    const hand = streaming();
    read(hand, 0);
    hand.deadline();
    expect(hand.appendsTo(2)).toMatchObject([{ prevLogIndex: 5, prevLogTerm: 1, entries: [] }]);
    hand.refuse(2, 5);
    hand.propose(1);
    expect([hand.output.snapshotReads, sent(hand), hand.batchesTo(2)]).toEqual([[], [], []]);
    answer(hand, 0, { offset: 10 });
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, offset: 10 }]);
  });

  test("needs none if it turns out to match the base", () => {
    const hand = streaming();
    read(hand, 0);
    hand.accept(2, 5);
    expect(hand.batchesTo(2)).toEqual([[6, 1]]);
    answer(hand, 0, { offset: 10 });
    expect([hand.output.snapshotReads, hand.raft.status().peers[0]!.mode]).toEqual([[], "pipeline"]);
  });

  test("is found by a hint that lies below the base, and not by one that lies at it", () => {
    const hand = compactedLeader();
    hand.refuse(2, 5, 4, 1);
    expect(hand.output.snapshotReads).toEqual([FIRST]);
    hand.refuse(3, 6, 5, 1);
    expect(hand.output.snapshotReads).toEqual([]);
    expect(hand.batchesTo(3)).toEqual([[6, 1]]);
  });

  test("is found although the leader's log is empty and nobody asks for anything", () => {
    const hand = compactedLeader();
    hand.accept(3, 6);
    hand.applied();
    hand.step({ kind: "take-snapshot" });
    expect(hand.output.takeSnapshot).toMatchObject({ index: 6, term: 2 });
    hand.step({ kind: "snapshot-saved", index: 6 });
    expect(hand.raft.view).toMatchObject({ baseIndex: 6, lastIndex: 6 });
    hand.deadline();
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, index: 6 }]);
    expect(hand.appendsTo(2)).toMatchObject([{ prevLogIndex: 6, prevLogTerm: 2 }]);
    expect(hand.appendsTo(3)).toMatchObject([{ prevLogIndex: 6, prevLogTerm: 2 }]);
  });

  test("several are sent it at once", () => {
    const hand = streaming();
    hand.refuse(3, 5);
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, peer: 3 }]);
    read(hand, 0);
    read(hand, 0, { peer: 3 });
    expect(sent(hand)).toMatchObject([{ to: 3, offset: 0 }]);
    answer(hand, 0, { offset: 10 });
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, offset: 10 }]);
  });
});

describe("a stream that is disturbed", () => {
  test("a piece that is not answered for an election timeout is read and sent again, at a heartbeat", () => {
    const hand = streaming();
    read(hand, 0);
    answer(hand, 0, { offset: 10 });
    read(hand, 10);
    const sentUs = hand.nowUs;
    while (hand.nowUs < sentUs + 100_000) {
      expect(hand.output.snapshotReads).toEqual([]);
      hand.deadline();
    }
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, offset: 10 }]);
    hand.deadline();
    expect(hand.output.snapshotReads).toEqual([]);
    read(hand, 10);
    expect(sent(hand)).toMatchObject([{ offset: 10 }]);
  });

  test("a follower that has restarted says so, and the stream begins anew", () => {
    const hand = streaming();
    read(hand, 0);
    answer(hand, 0, { offset: 10 });
    read(hand, 10);
    answer(hand, 10, { offset: 0 });
    expect(hand.output.snapshotReads).toEqual([FIRST]);
  });

  test("answers to earlier pieces, of other snapshots and of other terms, and answers that come twice, change nothing", () => {
    const hand = streaming();
    read(hand, 0);
    answer(hand, 0, { offset: 10 });
    answer(hand, 0, { offset: 10 });
    expect(hand.output.snapshotReads).toEqual([]);
    read(hand, 10);
    answer(hand, 0, { offset: 10 });
    answer(hand, 10, { offset: 20, index: 4 });
    answer(hand, 10, { offset: 20, term: 1 });
    answer(hand, 0, { status: "not-needed", index: 4 });
    expect([hand.output.snapshotReads, hand.output.messages]).toEqual([[], []]);
    expect(hand.raft.status().peers[0]!.mode).toBe("snapshot");
    answer(hand, 10, { offset: 20 });
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, offset: 20 }]);
  });

  test("what storage reads twice, or for a leadership that is over, is not sent", () => {
    const hand = streaming();
    read(hand, 0);
    read(hand, 0);
    read(hand, 10);
    expect(sent(hand)).toEqual([]);
    answer(hand, 0, { offset: 10 });
    const request = {
      kind: "vote-request",
      from: 3,
      to: 1,
      term: 3,
      lastLogIndex: 9,
      lastLogTerm: 2,
      forced: false,
    } as const;
    hand.step({ kind: "message", message: request });
    read(hand, 10);
    expect([hand.raft.view.role, sent(hand)]).toEqual(["follower", []]);
  });

  test("a piece of a snapshot that was never saved here is the driver's mistake", () => {
    expect(() => read(streaming(), 0, { index: 6 })).toThrow(
      "a piece of snapshot 6 was read; the newest that is saved is 5",
    );
  });

  test("a snapshot that has given way to a newer one gives way here too", () => {
    const hand = compactedLeader();
    hand.accept(3, 6);
    hand.applied();
    hand.step({ kind: "take-snapshot" });
    hand.refuse(2, 5);
    expect(hand.output.snapshotReads).toEqual([FIRST]);
    hand.step({ kind: "snapshot-saved", index: 6 });
    read(hand, 0, { data: undefined });
    expect(hand.output.snapshotReads).toEqual([{ ...FIRST, index: 6 }]);
    read(hand, 0, { index: 6 });
    expect(sent(hand)).toMatchObject([{ snapshot: { index: 6, term: 2 }, offset: 0 }]);
  });

  test("a snapshot that storage does not have, though no newer one is known, is asked for again later", () => {
    const hand = streaming();
    read(hand, 0, { data: undefined });
    expect([hand.output.snapshotReads, sent(hand)]).toEqual([[], []]);
    hand.wait(100_000);
    hand.deadline();
    expect(hand.output.snapshotReads).toEqual([FIRST]);
  });

  test("no snapshot is taken while a follower in contact receives one, but one is when it falls silent", () => {
    const hand = streaming();
    read(hand, 0);
    hand.accept(3, 6);
    hand.applied();
    hand.step({ kind: "take-snapshot" });
    expect(hand.output.takeSnapshot).toBeUndefined();
    hand.wait(99_999);
    hand.deadline();
    expect(hand.output.takeSnapshot).toBeUndefined();
    hand.wait(1);
    hand.deadline();
    expect(hand.output.takeSnapshot).toMatchObject({ index: 6 });
  });

  /** Follower 2 answers heartbeats for so long, and nothing else comes of it. */
  function hearFromTwo(hand: Hand, forUs: number): void {
    for (let waitedUs = 0; waitedUs < forUs; waitedUs += 50_000) {
      hand.wait(50_000);
      hand.refuse(2, 5);
      if (hand.output.takeSnapshot !== undefined) return;
    }
  }

  test("one that answers and comes no further holds up no snapshot for longer than ten election timeouts", () => {
    const hand = streaming();
    const begunUs = hand.nowUs;
    read(hand, 0);
    hand.accept(3, 6);
    hand.applied();
    hand.step({ kind: "take-snapshot" });
    hearFromTwo(hand, 900_000);
    read(hand, 0);
    answer(hand, 0, { offset: 10 });
    hearFromTwo(hand, 950_000);
    expect([hand.nowUs - begunUs, hand.output.takeSnapshot]).toEqual([1_850_000, undefined]);
    hearFromTwo(hand, 50_000);
    expect(hand.output.takeSnapshot).toMatchObject({ index: 6 });
  });

  test("to lose what it had and begin anew is not to come further", () => {
    const hand = streaming();
    const begunUs = hand.nowUs;
    read(hand, 0);
    answer(hand, 0, { offset: 10 });
    hand.accept(3, 6);
    hand.applied();
    hand.step({ kind: "take-snapshot" });
    hearFromTwo(hand, 500_000);
    read(hand, 10);
    answer(hand, 10, { offset: 0 });
    read(hand, 0);
    answer(hand, 0, { offset: 10 });
    hearFromTwo(hand, 500_000);
    expect([hand.nowUs - begunUs, hand.output.takeSnapshot]).toMatchObject([1_000_000, { index: 6 }]);
  });

  test.each([
    ["below the base", 0],
    ["at the base", 2],
  ])("entries that were fetched before the log was cut, the first of them %s, are not sent", (_, keptEntries) => {
    const hand = new Hand({ maxCachedBytes: 1, keptEntries });
    hand.win();
    hand.written();
    hand.propose(1, 1);
    hand.written();
    hand.accept(3, 3);
    hand.applied();
    hand.refuse(2, 1);
    expect(hand.output.fetches).toMatchObject([{ firstIndex: 1 }]);
    hand.step({ kind: "take-snapshot" });
    const entries = [1, 2, 3].map((index) => ({ index, term: 1, kind: "no-op", data: undefined, bytes: 0 }) as const);
    hand.step({ kind: "snapshot-saved", index: 3 });
    hand.fetched(1, entries);
    expect(hand.batchesTo(2)).toEqual([]);
    const reads = hand.output.snapshotReads.slice();
    hand.deadline();
    expect([...reads, ...hand.output.snapshotReads]).toMatchObject([{ peer: 2, index: 3, offset: 0 }]);
  });
});
