import { describe, expect, test } from "vitest";
import { configurationOf, type RaftOptions, type Snapshot, TermRuns } from "../../../src/raft/index.ts";
import { entriesOf, Hand } from "./hand.ts";

const ALONE = { founders: [1] };

/** A leader alone; nothing is applied yet but its no-op, and no snapshot was taken. */
function leaderAlone(options: Partial<RaftOptions>): Hand {
  const hand = new Hand({ ...ALONE, ...options });
  hand.deadline();
  hand.written();
  hand.written();
  hand.applied();
  return hand;
}

/** Commands come, are written and applied. The snapshots that were asked for meanwhile. */
function carryOut(hand: Hand, ...bytes: readonly number[]): Snapshot[] {
  const taken: Snapshot[] = [];
  const look = () => taken.push(...(hand.output.takeSnapshot === undefined ? [] : [hand.output.takeSnapshot]));
  hand.propose(...bytes);
  look();
  hand.written();
  look();
  hand.applied();
  look();
  return taken;
}

describe("a snapshot is taken", () => {
  test("of what is applied, as soon as enough entries are, with the term and the configuration there", () => {
    const hand = leaderAlone({ snapshotIntervalEntries: 4 });
    expect(carryOut(hand, 1, 1)).toEqual([]);
    expect(carryOut(hand, 1)).toMatchObject([{ index: 4, term: 1, configuration: { voters: [1] } }]);
  });

  test("as soon as enough bytes have come into the log since the last one", () => {
    const hand = leaderAlone({ snapshotIntervalBytes: 10 });
    expect(carryOut(hand, 9)).toEqual([]);
    expect(carryOut(hand, 1)).toMatchObject([{ index: 2 }]);
    hand.step({ kind: "snapshot-saved", index: 2 });
    expect(carryOut(hand, 9)).toEqual([]);
    expect(carryOut(hand, 1)).toMatchObject([{ index: 4 }]);
  });

  test("when enough time has passed since something was applied that the last one does not hold", () => {
    const hand = leaderAlone({ founders: [1], snapshotIntervalUs: 5_000 });
    const dueUs = hand.nowUs + 5_000;
    expect(hand.raft.deadlineUs).toBe(dueUs);
    hand.deadline();
    expect(hand.nowUs).toBe(dueUs);
    expect(hand.output.takeSnapshot).toMatchObject({ index: 1 });
    // The deadline is spent, and with nothing new no other comes.
    expect(hand.raft.deadlineUs).toBeGreaterThan(dueUs + 5_000);
    hand.step({ kind: "snapshot-saved", index: 1 });
    expect(hand.raft.deadlineUs).toBeGreaterThan(dueUs + 5_000);
    hand.propose(1);
    hand.written();
    expect(hand.raft.deadlineUs).toBeGreaterThan(dueUs + 5_000);
    hand.applied();
    expect(hand.raft.deadlineUs).toBe(dueUs + 5_000);
  });

  test("when somebody asks for one, unless there is nothing new", () => {
    const hand = leaderAlone({});
    hand.step({ kind: "take-snapshot" });
    expect(hand.output.takeSnapshot).toMatchObject({ index: 1 });
    hand.step({ kind: "snapshot-saved", index: 1 });
    hand.step({ kind: "take-snapshot" });
    expect(hand.output.takeSnapshot).toBeUndefined();
    expect(carryOut(hand, 1)).toEqual([]);
  });

  test("one at a time: the next is taken when the first is saved", () => {
    const hand = leaderAlone({ snapshotIntervalEntries: 1 });
    expect(hand.output.takeSnapshot).toMatchObject({ index: 1 });
    expect(carryOut(hand, 1)).toEqual([]);
    hand.step({ kind: "snapshot-saved", index: 1 });
    expect(hand.output.takeSnapshot).toMatchObject({ index: 2 });
  });

  test("only of a machine that stands still", () => {
    const hand = leaderAlone({});
    hand.propose(1, 1);
    hand.written();
    expect(hand.output.applyTo).toBe(3);
    hand.step({ kind: "take-snapshot" });
    expect(hand.output.takeSnapshot).toBeUndefined();
    hand.step({ kind: "applied", index: 2 });
    expect(hand.output.takeSnapshot).toBeUndefined();
    hand.step({ kind: "applied", index: 3 });
    expect(hand.output.takeSnapshot).toMatchObject({ index: 3 });
  });

  test("before more is handed to the machine, in the same step", () => {
    const hand = leaderAlone({ snapshotIntervalEntries: 2 });
    hand.propose(1);
    hand.written();
    hand.propose(1);
    hand.written();
    expect(hand.output.applyTo).toBe(0);
    hand.step({ kind: "applied", index: 2 });
    expect(hand.output).toMatchObject({ takeSnapshot: { index: 2 }, applyFrom: 3, applyTo: 3 });
  });
});

describe("the log is cut", () => {
  test("when the snapshot is saved and not before, but for as many entries as are to be kept", () => {
    const hand = leaderAlone({ snapshotIntervalEntries: 6, keptEntries: 2 });
    expect(carryOut(hand, 1, 1, 1, 1, 1)).toHaveLength(1);
    expect([hand.output.writes, hand.raft.view.baseIndex]).toEqual([[], 0]);
    hand.step({ kind: "snapshot-saved", index: 6 });
    expect(hand.output.writes).toMatchObject([{ kind: "compact", index: 4, term: 1 }]);
    expect(hand.raft.view).toMatchObject({ baseIndex: 4, snapshotIndex: 6, lastIndex: 6 });
  });

  test("not at all while all of it is to be kept", () => {
    const hand = leaderAlone({ snapshotIntervalEntries: 3, keptEntries: 3 });
    carryOut(hand, 1, 1);
    hand.step({ kind: "snapshot-saved", index: 3 });
    expect([hand.output.writes, hand.raft.view.baseIndex]).toEqual([[], 0]);
    expect(hand.raft.view.snapshotIndex).toBe(3);
  });

  test("and one of what was never applied is the driver's mistake", () => {
    const hand = leaderAlone({});
    expect(() => hand.step({ kind: "snapshot-saved", index: 2 })).toThrow(
      "snapshot 2 was reported saved; the machine has applied 1",
    );
  });

  test("not for a snapshot that nobody asked for", () => {
    const hand = leaderAlone({});
    carryOut(hand, 1, 1);
    hand.step({ kind: "snapshot-saved", index: 2 });
    expect([hand.output.writes, hand.raft.view.snapshotIndex]).toEqual([[], 0]);
  });
});

describe("a restart", () => {
  const snapshot = { index: 5, term: 2, configuration: configurationOf([1, 2, 3]) };

  function durable(baseIndex: number, terms: readonly number[]) {
    const termRuns = new TermRuns();
    termRuns.startAt(baseIndex, 2);
    const tail = entriesOf(baseIndex + 1, terms);
    for (const entry of tail) termRuns.append(entry.index, entry.term);
    const lastIndex = baseIndex + terms.length;
    return {
      term: 3,
      votedFor: 0,
      snapshot,
      baseIndex,
      lastIndex,
      termRuns,
      configurations: [],
      tail,
      appliedIndex: 5,
    };
  }

  test("goes on from the snapshot, and applies what follows it once that is committed again", () => {
    const hand = new Hand({}, durable(3, [2, 2, 3]));
    expect(hand.raft.view).toMatchObject({ commitIndex: 5, appliedIndex: 5, baseIndex: 3, lastIndex: 6, lastTerm: 3 });
    hand.win();
    hand.written();
    hand.accept(2, 7);
    expect(hand.output).toMatchObject({ applyFrom: 6, applyTo: 7 });
  });

  test("with a log of nothing but its base has the base's term: who has less gets no vote", () => {
    for (const [lastLogIndex, lastLogTerm, granted] of [
      [5, 2, true],
      [4, 2, false],
      [9, 1, false],
      [1, 3, true],
    ] as const) {
      const hand = new Hand({}, durable(5, []));
      expect(hand.raft.view).toMatchObject({ lastIndex: 5, lastTerm: 2 });
      const request = {
        kind: "vote-request",
        from: 2,
        to: 1,
        term: 4,
        lastLogIndex,
        lastLogTerm,
        forced: false,
      } as const;
      hand.step({ kind: "message", message: request });
      hand.written();
      expect(hand.output.messages).toMatchObject([{ kind: "vote-response", granted }]);
    }
  });

  test("from what contradicts itself is refused", () => {
    expect(() => new Hand({}, { ...durable(3, [2, 2, 3]), snapshot: undefined })).toThrow("the log begins after 3");
    expect(() => new Hand({}, { ...durable(3, [2, 2, 3]), appliedIndex: 4 })).toThrow("before snapshot 5");
  });
});
