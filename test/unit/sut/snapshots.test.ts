import { describe, expect, test, vi } from "vitest";
import type { Message, SnapshotRequest } from "../../../src/raft/index.ts";
import { Raft } from "../../../src/sut/core.ts";
import type { ReadOfDisk } from "../../../src/sut/read-of-disk.ts";
import { commands, entryOf, putRequest } from "./entries.ts";
import { HostedNode } from "./hosted-node.ts";

/** What was sent to other nodes of one kind. */
function sent<Kind extends Message["kind"]>(hosted: HostedNode, kind: Kind): Extract<Message, { kind: Kind }>[] {
  const messages = hosted.process.sent.map(({ payload }) => payload as Message);
  return messages.filter((message) => message.kind === kind) as Extract<Message, { kind: Kind }>[];
}

/** The disk has read everything that was asked for, and what is asked for because of it. */
function readAll(hosted: HostedNode): void {
  while (hosted.process.reads.length > 0) {
    for (const read of hosted.process.reads.splice(0)) hosted.node.readDone(hosted.process, read);
  }
}

/** A leader of term 1 that has applied a no-op, a registration and a command, and holds nothing but a snapshot of it. */
function compactedLeader(): HostedNode {
  const hosted = new HostedNode({ snapshotIntervalEntries: 3 });
  hosted.win();
  hosted.register();
  hosted.request(putRequest(1));
  hosted.sync();
  hosted.acknowledge(3);
  hosted.sync();
  expect(hosted.node.view).toMatchObject({ baseIndex: 3, snapshotIndex: 3, lastIndex: 3 });
  return hosted;
}

/** The pieces that the leader sends to node 3, which has nothing. */
function piecesFrom(leader: HostedNode): SnapshotRequest[] {
  const nothing = { round: 0, readRound: 0, accepted: false, matchIndex: 0, hintIndex: 0, hintTerm: 0 };
  const header = { from: 3, to: 1, term: 1 };
  leader.receive({ kind: "append-response", ...header, ...nothing, refusedIndex: 3 });
  const pieces: SnapshotRequest[] = [];
  for (;;) {
    readAll(leader);
    const piece = sent(leader, "snapshot-request")[pieces.length];
    if (piece === undefined) return pieces;
    pieces.push(piece);
    const { offset: answeredOffset, bytes } = piece;
    const place = { index: 3, answeredOffset, offset: answeredOffset + bytes, matchIndex: 0 };
    if (!piece.isLast) leader.receive({ kind: "snapshot-response", ...header, ...place, status: "resume" });
  }
}

/** The same pieces, sent by node 2 to node 1 as the leader of term 1. */
function receiveAll(hosted: HostedNode, pieces: readonly SnapshotRequest[]): void {
  for (const piece of pieces) hosted.receive({ ...piece, from: 2, to: 1 });
}

describe("a snapshot", () => {
  test("is saved durably before the log is cut, and the witness is told of both in this order", () => {
    const names = compactedLeader().process.observed.map(([name]) => name);
    expect(names.filter((name) => name === "snapshotTaken" || name === "durableCompacted")).toEqual([
      "snapshotTaken",
      "durableCompacted",
    ]);
  });

  test("goes in pieces to a node that has nothing, which installs it and comes to the same state", () => {
    const leader = compactedLeader();
    const pieces = piecesFrom(leader);
    expect(pieces.map(({ bytes, isLast, offset }) => [offset, bytes, isLast])).toEqual([
      [0, 1_000, false],
      [1_000, 1_000, false],
      [2_000, 1_000, false],
      [3_000, 1_000, false],
      [4_000, 96, true],
    ]);
    expect(leader.process.tallied.filter((name) => name === "snapshot chunks sent")).toHaveLength(5);
    expect(leader.process.tallied).toContain("snapshots sent in several chunks");

    const hosted = new HostedNode();
    receiveAll(hosted, pieces);
    expect(hosted.process.observed).toContainEqual(["snapshotInstalled", 1, 3, 1, pieces[0]!.snapshot.configuration]);
    expect(sent(hosted, "snapshot-response")).toEqual([]);
    hosted.sync();
    expect(sent(hosted, "snapshot-response").at(-1)).toMatchObject({ status: "installed", matchIndex: 3 });
    expect(hosted.node.view).toMatchObject({ appliedIndex: 3, commitIndex: 3, baseIndex: 3, snapshotIndex: 3 });
    expect(hosted.node.stateHash).toBe(leader.node.stateHash);
    const { stateHash } = hosted.node;
    expect(hosted.process.observed.slice(-3)).toEqual([
      ["snapshotPersisted", 1, 3, 1],
      ["appendAcknowledged", 1, 1, 3, 2],
      ["machineRestored", 1, 3, stateHash],
    ]);
    hosted.restart();
    expect([hosted.node.view.appliedIndex, hosted.node.stateHash]).toEqual([3, stateHash]);
  });

  test("of which only some pieces have come leaves nothing behind at a restart", () => {
    const hosted = new HostedNode();
    const pieces = piecesFrom(compactedLeader());
    receiveAll(hosted, pieces.slice(0, 2));
    hosted.sync();
    hosted.restart();
    receiveAll(hosted, pieces.slice(2, 3));
    expect(sent(hosted, "snapshot-response")).toMatchObject([{ status: "resume", offset: 0, answeredOffset: 2_000 }]);
    expect(hosted.process.tallied).toEqual(["snapshot streams begun anew"]);
    receiveAll(hosted, pieces);
    hosted.sync();
    expect(hosted.node.view.appliedIndex).toBe(3);
  });

  test("that is not needed is refused, and counted", () => {
    const hosted = new HostedNode();
    const pieces = piecesFrom(compactedLeader());
    receiveAll(hosted, pieces);
    hosted.sync();
    receiveAll(hosted, pieces.slice(0, 1));
    expect(hosted.process.tallied.at(-1)).toBe("snapshots refused as old");
  });

  test("that is older than one installed before it was durable is dropped, and never reported saved", () => {
    const pieces = piecesFrom(compactedLeader());
    const hosted = new HostedNode({ snapshotIntervalEntries: 2 });
    const step = vi.spyOn(Raft.prototype, "step");
    hosted.follow(1, { entries: [entryOf(1, 1), ...commands(2, 1)], leaderCommit: 2 });
    const writes = hosted.process.writes.splice(0);
    for (const { record } of writes) hosted.process.image.apply(hosted.process.witness, record);
    hosted.node.written(hosted.process, writes.at(-1)!.number);
    receiveAll(hosted, pieces);
    const records = hosted.process.writes.map(({ record }) => (record as { kind: string }).kind);
    hosted.sync();
    expect([records.at(0), records.at(-1)]).toEqual(["snapshot", "install-snapshot"]);
    expect(hosted.node.view).toMatchObject({ appliedIndex: 3, snapshotIndex: 3 });
    const told = step.mock.calls.map(([, input]) => input.kind);
    step.mockRestore();
    expect(told).toContain("written");
    expect(told).not.toContain("snapshot-saved");
  });

  test("is taken when an operator asks", () => {
    const hosted = new HostedNode({ founders: [1] });
    hosted.win();
    hosted.node.order(hosted.process, { kind: "take-snapshot" });
    hosted.sync();
    expect(hosted.node.view).toMatchObject({ snapshotIndex: 1, baseIndex: 1 });
  });
});

describe("a node that applies slowly", () => {
  test("reads what it is to apply, and answers when it has", () => {
    const hosted = new HostedNode({ founders: [1], appliesSlowly: true });
    hosted.win();
    expect(hosted.process.reads).toEqual([{ what: "to-apply", to: 1 } satisfies ReadOfDisk]);
    expect(hosted.node.view).toMatchObject({ commitIndex: 1, appliedIndex: 0 });
    readAll(hosted);
    expect(hosted.node.view.appliedIndex).toBe(1);
  });

  test("goes on from a snapshot that was installed meanwhile, and what it was to apply is not applied again", () => {
    const hosted = new HostedNode({ appliesSlowly: true });
    hosted.follow(1, { entries: [entryOf(1, 1), ...commands(2, 1)], leaderCommit: 2 });
    hosted.sync();
    const [late] = hosted.process.reads.splice(0);
    expect(late).toEqual({ what: "to-apply", to: 2 });
    const pieces = piecesFrom(compactedLeader());
    receiveAll(hosted, pieces);
    hosted.sync();
    const { stateHash } = hosted.node;
    expect(hosted.node.view.appliedIndex).toBe(3);
    hosted.node.readDone(hosted.process, late);
    expect([hosted.node.view.appliedIndex, hosted.node.stateHash]).toEqual([3, stateHash]);
    expect(hosted.process.observed.filter(([name]) => name === "applied")).toEqual([]);
  });

  test("waits for the snapshot that has taken the log's place on the disk, of which the node has not heard yet", () => {
    const hosted = new HostedNode({ appliesSlowly: true });
    const { image, witness } = hosted.process;
    hosted.follow(1, { entries: [entryOf(1, 1), ...commands(2, 1)], leaderCommit: 2 });
    hosted.sync();
    const [late] = hosted.process.reads.splice(0);
    receiveAll(hosted, piecesFrom(compactedLeader()));
    const writes = hosted.process.writes.splice(0);
    for (const { record } of writes) image.apply(witness, record);
    expect(image.baseIndex).toBe(3);
    hosted.node.readDone(hosted.process, late);
    expect(hosted.node.view.appliedIndex).toBe(0);
    hosted.node.written(hosted.process, writes.at(-1)!.number);
    expect(hosted.node.view.appliedIndex).toBe(3);
  });
});

test("a fork in the middle of saving a snapshot goes on like its original", () => {
  const hosted = new HostedNode({ founders: [1], snapshotIntervalEntries: 2 });
  hosted.win();
  hosted.request(putRequest(1));
  const [write] = hosted.process.writes.splice(0);
  hosted.process.image.apply(hosted.process.witness, write!.record);
  hosted.node.written(hosted.process, write!.number);
  const fork = hosted.fork();
  fork.process.writes = hosted.process.writes.slice();
  for (const each of [hosted, fork]) {
    each.sync();
    expect(each.node.view).toMatchObject({ snapshotIndex: 2, baseIndex: 2 });
  }
});
