import { advanceFollowerCommit } from "./commitment.ts";
import type { NodeId } from "./entry.ts";
import type { SnapshotRequest, SnapshotResponse } from "./message.ts";
import type { Output } from "./output.ts";
import { followLeader } from "./roles.ts";
import { replaceLog, type Snapshot } from "./snapshot.ts";
import type { RaftState } from "./state.ts";

/** A snapshot of which some pieces came. Two leaders' pieces never mix, not even if they are of one index. */
export interface IncomingSnapshot {
  readonly leader: NodeId;
  readonly leaderTerm: number;
  readonly index: number;
  /** Where the next piece begins. */
  readonly offset: number;
}

/** A snapshot that takes the place of the log as soon as the write is durable. */
export interface SnapshotUnderInstallation {
  readonly snapshot: Snapshot;
  readonly write: number;
  readonly leader: NodeId;
  readonly leaderTerm: number;
}

/** What a server does with InstallSnapshot (Raft paper figure 13). */
export function onSnapshotRequest(raft: RaftState, output: Output, request: SnapshotRequest): void {
  const { snapshot } = request;
  if (request.term < raft.term) {
    // The sender learns the term and steps down.
    respond(raft, output, request, "resume", 0);
    return;
  }
  // Nobody else leads its term: whoever says so lies, or the message was damaged on its way.
  if (raft.role === "leader") return;
  followLeader(raft, request.from);
  // A longer log that has all of it stays as it is: its suffix may be acknowledged (figure 13, step 6).
  if (snapshot.index <= raft.commitIndex || raft.log.matches(snapshot.index, snapshot.term)) {
    raft.matchedIndex = Math.max(raft.matchedIndex, snapshot.index);
    advanceFollowerCommit(raft, snapshot.index);
    if (raft.durableIndex < snapshot.index) raft.acknowledgementOwed = true;
    respond(raft, output, request, "not-needed", 0);
    return;
  }
  takePiece(raft, output, request);
}

/** Pieces are taken in order. Any other is answered with where to go on. */
function takePiece(raft: RaftState, output: Output, request: SnapshotRequest): void {
  const { from: leader, term: leaderTerm, snapshot, offset, data, bytes, isLast } = request;
  const { index } = snapshot;
  const { incoming } = raft;
  const isSameLeader = incoming?.leader === leader && incoming.leaderTerm === leaderTerm;
  // A leader's snapshots only become newer: this piece was long under way.
  if (isSameLeader && index < incoming.index) return;
  const expected = isSameLeader && index === incoming.index ? incoming.offset : 0;
  if (offset !== expected) {
    respond(raft, output, request, "resume", expected);
    return;
  }
  raft.ledger.writeChunk(output, snapshot, offset, data, bytes);
  if (isLast) {
    raft.incoming = undefined;
    raft.matchedIndex = Math.max(raft.matchedIndex, index);
    replaceLog(raft, output, snapshot);
    return;
  }
  raft.incoming = { leader, leaderTerm, index, offset: offset + bytes };
  respond(raft, output, request, "resume", offset + bytes);
}

/** The installed snapshot may be durable now: the machine is restored from it, and its leader hears of it. */
export function finishInstallation(raft: RaftState, output: Output): void {
  const installed = raft.installing;
  if (installed === undefined || !raft.ledger.isDurable(installed.write)) return;
  const { snapshot, leader, leaderTerm } = installed;
  raft.installing = undefined;
  raft.snapshot = snapshot;
  raft.applyingIndex = snapshot.index;
  output.restore = snapshot;
  if (raft.leader !== leader || raft.term !== leaderTerm) return;
  raft.ledger.sendOnceDurable(output, {
    kind: "snapshot-response",
    from: raft.id,
    to: leader,
    term: raft.term,
    index: snapshot.index,
    answeredOffset: 0,
    status: "installed",
    offset: 0,
    matchIndex: Math.min(raft.durableIndex, raft.matchedIndex),
  });
}

function respond(
  raft: RaftState,
  output: Output,
  request: SnapshotRequest,
  status: SnapshotResponse["status"],
  offset: number,
): void {
  raft.ledger.sendOnceDurable(output, {
    kind: "snapshot-response",
    from: raft.id,
    to: request.from,
    term: raft.term,
    index: request.snapshot.index,
    answeredOffset: request.offset,
    status,
    offset,
    matchIndex: status === "not-needed" ? Math.min(raft.durableIndex, raft.matchedIndex) : 0,
  });
}
