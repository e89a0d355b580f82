import { describe, expect, test } from "vitest";
import {
  type AppendRequest,
  configurationOf,
  type DurableState,
  type SnapshotRequest,
  type SnapshotResponse,
  TermRuns,
} from "../../../src/raft/index.ts";
import { entriesOf, Hand } from "./hand.ts";

const CONFIGURATION = configurationOf([1, 2, 3]);

/** A server of term 3 with this log, of which all up to `appliedIndex` is applied and in a snapshot. */
function server(terms: readonly number[], appliedIndex = 0): Hand {
  const termRuns = new TermRuns();
  const tail = entriesOf(1, terms);
  for (const entry of tail) termRuns.append(entry.index, entry.term);
  const snapshot = { index: appliedIndex, term: terms[appliedIndex - 1] ?? 0, configuration: CONFIGURATION };
  const durable: DurableState = {
    term: 3,
    votedFor: 0,
    snapshot: appliedIndex > 0 ? snapshot : undefined,
    baseIndex: 0,
    lastIndex: terms.length,
    termRuns,
    configurations: [],
    tail,
    appliedIndex,
  };
  return new Hand({}, durable);
}

/** A piece of 10 bytes of the snapshot at 5, of term 2, from server 2, the leader of term 3. */
function receive(hand: Hand, offset: number, changes: Partial<SnapshotRequest> & { index?: number } = {}): void {
  const { index = 5, ...rest } = changes;
  const message: SnapshotRequest = {
    kind: "snapshot-request",
    from: 2,
    to: 1,
    term: 3,
    snapshot: { index, term: 2, configuration: CONFIGURATION },
    offset,
    data: `from ${offset}`,
    bytes: 10,
    isLast: false,
    ...rest,
  };
  hand.step({ kind: "message", message });
}

function append(hand: Hand, prevLogIndex: number, prevLogTerm: number, changes: Partial<AppendRequest> = {}): void {
  const rest = { entries: [], leaderCommit: 0, round: 0, readRound: 0 };
  hand.step({
    kind: "message",
    message: { kind: "append-request", from: 2, to: 1, term: 3, prevLogIndex, prevLogTerm, ...rest, ...changes },
  });
}

function answers(hand: Hand): Partial<SnapshotResponse>[] {
  return hand.output.messages
    .filter((message) => message.kind === "snapshot-response")
    .map(({ index, status, offset, matchIndex }) => ({ index, status, offset, matchIndex }));
}

const resume = (offset: number, index = 5) => ({ index, status: "resume", offset, matchIndex: 0 });

describe("pieces of a snapshot", () => {
  test("are written in order, each answered with where the next begins; the last installs the snapshot", () => {
    const hand = server([1]);
    receive(hand, 0);
    expect(hand.output.writes).toMatchObject([{ kind: "snapshot-chunk", offset: 0, data: "from 0", bytes: 10 }]);
    expect(answers(hand)).toEqual([resume(10)]);
    receive(hand, 10, { isLast: true });
    expect(hand.output.writes).toMatchObject([
      { kind: "snapshot-chunk", offset: 10 },
      { kind: "install-snapshot", snapshot: { index: 5, term: 2 } },
    ]);
    expect(answers(hand)).toEqual([]);
  });

  test("out of order, or twice, are not written, and answered with what is expected", () => {
    const hand = server([]);
    receive(hand, 10);
    expect([hand.output.writes, answers(hand)]).toEqual([[], [resume(0)]]);
    receive(hand, 0);
    receive(hand, 20);
    expect([hand.output.writes, answers(hand)]).toEqual([[], [resume(10)]]);
    receive(hand, 0);
    expect([hand.output.writes, answers(hand)]).toEqual([[], [resume(10)]]);
    receive(hand, 10);
    expect(answers(hand)).toEqual([resume(20)]);
  });

  test("of a newer snapshot begin anew; those of an older one that come late disturb nothing", () => {
    const hand = server([]);
    receive(hand, 0);
    receive(hand, 10, { index: 7 });
    expect(answers(hand)).toEqual([resume(0, 7)]);
    receive(hand, 0, { index: 7 });
    expect(answers(hand)).toEqual([resume(10, 7)]);
    for (const offset of [0, 10]) {
      receive(hand, offset);
      expect([hand.output.writes, hand.output.messages]).toEqual([[], []]);
    }
    receive(hand, 10, { index: 7 });
    expect(answers(hand)).toEqual([resume(20, 7)]);
  });

  test.each([
    ["another leader's", 3],
    ["the same leader's of a later term", 2],
  ])("of %s snapshot never follow the first one's, though it is of the same index", (_, from) => {
    const hand = server([]);
    receive(hand, 0);
    receive(hand, 10, { from, term: 4 });
    hand.written();
    expect(answers(hand)).toEqual([resume(0)]);
    receive(hand, 0, { from, term: 4 });
    expect(answers(hand)).toEqual([resume(10)]);
    expect(hand.output.writes).toMatchObject([{ kind: "snapshot-chunk", offset: 0 }]);
  });

  test("of a deposed leader only tell it so", () => {
    const hand = server([]);
    receive(hand, 0, { term: 2 });
    expect(hand.output.writes).toEqual([]);
    expect(hand.output.messages).toMatchObject([{ kind: "snapshot-response", term: 3, to: 2 }]);
    expect(hand.raft.view.leader).toBe(0);
  });

  test("are word of the leader: nobody campaigns, and a candidate follows", () => {
    const hand = server([]);
    hand.deadline();
    hand.written();
    expect(hand.raft.view).toMatchObject({ role: "candidate", term: 4 });
    receive(hand, 0, { term: 4 });
    expect(hand.raft.view).toMatchObject({ role: "follower", leader: 2 });
    const dueUs = hand.raft.deadlineUs;
    hand.wait(90_000);
    receive(hand, 10, { term: 4 });
    expect(hand.raft.deadlineUs).toBeGreaterThan(dueUs);
  });
});

describe("an installation", () => {
  test("replaces a conflicting or shorter log, and is acknowledged only when it is durable; then the machine is restored", () => {
    for (const terms of [[], [1, 1], [1, 1, 1, 1, 1, 1, 1]]) {
      const hand = server(terms);
      receive(hand, 0, { isLast: true });
      expect(hand.raft.view).toMatchObject({
        lastIndex: 5,
        lastTerm: 2,
        baseIndex: 5,
        commitIndex: 5,
        durableIndex: 0,
      });
      expect(hand.output).toMatchObject({ messages: [], restore: undefined, applyTo: 0 });
      hand.written();
      expect(answers(hand)).toEqual([{ index: 5, status: "installed", offset: 0, matchIndex: 5 }]);
      expect(hand.output).toMatchObject({ restore: { index: 5, term: 2 }, applyTo: 0 });
      expect(hand.raft.view).toMatchObject({ durableIndex: 5, snapshotIndex: 5, appliedIndex: 0 });
      hand.applied();
      expect(hand.raft.view.appliedIndex).toBe(5);
    }
  });

  test("keeps what was committed here acknowledged meanwhile, and no more", () => {
    const hand = server([1, 2, 2, 2, 2, 2, 2], 0);
    append(hand, 3, 2, { leaderCommit: 3 });
    receive(hand, 0, { index: 9, isLast: true });
    expect(hand.raft.view.durableIndex).toBe(3);
    append(hand, 9, 2);
    expect(hand.output.messages).toMatchObject([{ kind: "append-response", accepted: true, matchIndex: 3 }]);
    hand.written();
    expect(hand.output.messages.map(({ kind }) => kind)).toEqual(["snapshot-response", "append-response"]);
    expect(hand.output.messages).toMatchObject([{ matchIndex: 9 }, { matchIndex: 9 }]);
  });

  test("does not count writes of entries that it replaces, which are reported before it", () => {
    const hand = server([1]);
    append(hand, 1, 1, { entries: entriesOf(2, [3, 3]) });
    const [write] = hand.output.writes;
    receive(hand, 0, { isLast: true });
    hand.step({ kind: "written", write: write!.number });
    expect(hand.raft.view.durableIndex).toBe(0);
    expect(hand.output.messages).toMatchObject([{ kind: "append-response", matchIndex: 0 }]);
  });

  test("takes entries behind it at once, and applies them when the machine is restored", () => {
    const hand = server([]);
    receive(hand, 0, { isLast: true });
    append(hand, 5, 2, { entries: entriesOf(6, [3]), leaderCommit: 6 });
    expect(hand.output.writes).toMatchObject([{ kind: "append", entries: [{ index: 6 }] }]);
    hand.written();
    expect(hand.output).toMatchObject({ restore: { index: 5 }, applyTo: 0 });
    hand.applied();
    expect(hand.output).toMatchObject({ applyFrom: 6, applyTo: 6 });
  });

  test("holds up what is committed and not handed out yet: the entries will be gone", () => {
    const hand = server([1, 1, 1]);
    append(hand, 3, 1, { leaderCommit: 2 });
    append(hand, 3, 1, { leaderCommit: 3 });
    receive(hand, 0, { isLast: true });
    hand.step({ kind: "applied", index: 2 });
    expect(hand.output.applyTo).toBe(0);
  });

  test("while entries are being applied: their late report moves nothing back", () => {
    const hand = server([1, 1, 1]);
    append(hand, 3, 1, { leaderCommit: 2 });
    expect(hand.output).toMatchObject({ applyFrom: 1, applyTo: 2 });
    append(hand, 3, 1, { leaderCommit: 3 });
    receive(hand, 0, { isLast: true });
    hand.step({ kind: "applied", index: 1 });
    expect(hand.output.applyTo).toBe(0);
    hand.written();
    expect(hand.output.restore).toMatchObject({ index: 5 });
    hand.applied();
    expect(hand.raft.view.appliedIndex).toBe(5);
    hand.step({ kind: "applied", index: 2 });
    expect(hand.raft.view).toMatchObject({ appliedIndex: 5, commitIndex: 5 });
    append(hand, 5, 2, { entries: entriesOf(6, [3]), leaderCommit: 6 });
    hand.written();
    expect(hand.output).toMatchObject({ applyFrom: 6, applyTo: 6 });
  });

  test("puts an end to a snapshot that was being saved: its report changes nothing", () => {
    const hand = server([1, 1, 1]);
    append(hand, 3, 1, { leaderCommit: 3 });
    hand.applied();
    hand.step({ kind: "take-snapshot" });
    expect(hand.output.takeSnapshot).toMatchObject({ index: 3 });
    receive(hand, 0, { isLast: true });
    hand.step({ kind: "take-snapshot" });
    expect(hand.output.takeSnapshot).toBeUndefined();
    hand.written();
    hand.step({ kind: "snapshot-saved", index: 3 });
    expect([hand.output.writes, hand.raft.view]).toMatchObject([[], { baseIndex: 5, snapshotIndex: 5 }]);
  });

  test("is not acknowledged to a leader whose term is over", () => {
    const hand = server([]);
    receive(hand, 0, { isLast: true });
    append(hand, 5, 2, { from: 3, term: 4 });
    hand.written();
    expect(answers(hand)).toEqual([]);
    expect(hand.output.restore).toMatchObject({ index: 5 });
    expect(hand.output.messages).toMatchObject([{ kind: "append-response", to: 3, matchIndex: 5 }]);
  });
});

describe("a snapshot that is not needed", () => {
  test("because it is older than what is committed: nothing changes", () => {
    const hand = server([1, 2, 2, 2, 2, 2], 6);
    for (const isLast of [false, true]) {
      receive(hand, 0, { isLast });
      expect(answers(hand)).toEqual([{ index: 5, status: "not-needed", offset: 0, matchIndex: 5 }]);
      expect(hand.output.writes).toEqual([]);
      expect(hand.raft.view).toMatchObject({ lastIndex: 6, commitIndex: 6, appliedIndex: 6 });
    }
  });

  test("because the log has all of it: it is committed up to there, and what follows stays", () => {
    const hand = server([1, 1, 2, 2, 2, 2, 3]);
    receive(hand, 0, { isLast: true });
    expect(answers(hand)).toEqual([{ index: 5, status: "not-needed", offset: 0, matchIndex: 5 }]);
    expect(hand.output).toMatchObject({ writes: [], applyFrom: 1, applyTo: 5 });
    expect(hand.raft.view).toMatchObject({ lastIndex: 7, commitIndex: 5, baseIndex: 0 });
  });

  test("because the log has all of it, though not durably: only what is durable is acknowledged, the rest later", () => {
    const hand = server([1, 1, 2]);
    append(hand, 3, 2, { entries: entriesOf(4, [2, 2, 2]) });
    receive(hand, 0);
    expect(answers(hand)).toEqual([{ index: 5, status: "not-needed", offset: 0, matchIndex: 3 }]);
    hand.written();
    expect(hand.output.messages).toMatchObject([{ kind: "append-response", matchIndex: 6 }]);
  });
});

describe("appends that begin below the log", () => {
  /** A server whose log begins behind 5, of term 2, with one entry there. */
  function cut(): Hand {
    const hand = server([]);
    receive(hand, 0, { isLast: true });
    append(hand, 5, 2, { entries: entriesOf(6, [3]) });
    hand.written();
    hand.applied();
    return hand;
  }

  test("are taken for as much as lies above, where it is compared as ever", () => {
    const hand = cut();
    append(hand, 2, 1, { entries: entriesOf(3, [2, 2, 2, 3, 3]) });
    expect(hand.output.writes).toMatchObject([{ kind: "append", entries: [{ index: 7 }] }]);
    append(hand, 0, 0, { entries: entriesOf(1, [1, 1, 2, 2, 2, 3]) });
    expect([hand.output.writes, hand.raft.view.lastIndex]).toEqual([[], 7]);
  });

  test("and end below it too: the base is acknowledged, and nothing changes", () => {
    const hand = cut();
    append(hand, 0, 0, { entries: entriesOf(1, [1, 1]), leaderCommit: 9 });
    expect(hand.output.messages).toMatchObject([{ accepted: true, matchIndex: 6 }]);
    expect([hand.output.writes, hand.raft.view.commitIndex]).toEqual([[], 5]);
  });

  test("end a probe as any other, and acknowledge no more than they bring: their leader may have no more", () => {
    const hand = cut();
    append(hand, 0, 0, { from: 3, term: 4, round: 7, readRound: 0, entries: entriesOf(1, [1, 1]) });
    hand.written();
    expect(hand.output.messages).toMatchObject([{ accepted: true, matchIndex: 2, round: 7, readRound: 0, to: 3 }]);
  });

  test("a refused request above it is answered with nothing below it", () => {
    const hand = cut();
    append(hand, 9, 1);
    expect(hand.output.messages).toMatchObject([{ accepted: false, hintIndex: 5, hintTerm: 2 }]);
  });
});
