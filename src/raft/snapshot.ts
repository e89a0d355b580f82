import type { Configuration } from "./configuration.ts";
import { NO_DEADLINE, type Output } from "./output.ts";
import type { RaftState } from "./state.ts";
import { isStreaming } from "./streaming.ts";

/**
 * What the machine is after the entry at `index`, in place of the log up to there (Raft paper §7). The core knows only
 * this much of it; the data is the driver's.
 */
export interface Snapshot {
  readonly index: number;
  /** Of the entry at `index`. */
  readonly term: number;
  /** In force at `index`. It is committed, because only committed entries are applied. */
  readonly configuration: Configuration;
}

/**
 * Asks for a snapshot if one is due and the machine stands still. One is taken at a time, and none while a follower
 * receives the last one: that would be gone before it is sent, again and again. A follower that comes no further holds
 * up nothing, or one server with a bad link would decide how long all logs grow.
 */
export function takeSnapshotIfDue(raft: RaftState, output: Output): void {
  if (raft.appliedIndex <= raft.snapshotIndex || raft.takingSnapshot !== undefined) return;
  if (raft.installing !== undefined) return;
  if (!isDue(raft) || raft.applyingIndex > raft.appliedIndex || isStreaming(raft)) return;
  const index = raft.appliedIndex;
  const configuration = raft.configurations.at(index);
  // A server that joined empty does not know who belongs to the cluster before the log tells it.
  if (configuration.voters.length === 0) return;
  const term = raft.log.termAt(index);
  if (term === undefined) throw new Error(`the log, from ${raft.log.baseIndex} on, does not hold ${index}`);
  raft.takingSnapshot = { index, term, configuration };
  raft.log.grownBytes = 0;
  forgetTrigger(raft);
  output.takeSnapshot = raft.takingSnapshot;
}

/** Something was applied that no snapshot holds. From the first such entry on the time runs. */
function isDue(raft: RaftState): boolean {
  const { snapshotIntervalEntries, snapshotIntervalBytes, snapshotIntervalUs } = raft.options;
  if (raft.isSnapshotDue || raft.log.grownBytes >= snapshotIntervalBytes) return true;
  if (raft.appliedIndex - raft.snapshotIndex >= snapshotIntervalEntries) return true;
  raft.snapshotDeadlineUs = Math.min(raft.snapshotDeadlineUs, raft.nowUs + snapshotIntervalUs);
  return false;
}

/** What is due stays due until a snapshot can be taken; the deadline is spent. */
export function snapshotTimedOut(raft: RaftState): void {
  forgetTrigger(raft);
  raft.isSnapshotDue = true;
}

/** Somebody wants one. */
export function askForSnapshot(raft: RaftState): void {
  if (raft.appliedIndex > raft.snapshotIndex) raft.isSnapshotDue = true;
}

function forgetTrigger(raft: RaftState): void {
  raft.isSnapshotDue = false;
  raft.snapshotDeadlineUs = NO_DEADLINE;
}

/**
 * The snapshot is durable: only now the log may lose what it holds. One that was abandoned, because a leader's took the
 * place of the log meanwhile, changes nothing.
 */
export function onSnapshotSaved(raft: RaftState, output: Output, index: number): void {
  if (index > raft.appliedIndex) {
    throw new Error(`snapshot ${index} was reported saved; the machine has applied ${raft.appliedIndex}`);
  }
  const saved = raft.takingSnapshot;
  if (saved?.index !== index) return;
  raft.takingSnapshot = undefined;
  raft.snapshot = saved;
  compactLog(raft, output, index - raft.options.keptEntries);
}

/** Drops the log up to `index`; what followers that are not far behind still need was kept above it. */
function compactLog(raft: RaftState, output: Output, index: number): void {
  const term = raft.log.termAt(index);
  if (term === undefined || index <= raft.log.baseIndex) return;
  raft.ledger.writeCompaction(output, index, term);
  raft.log.compactTo(index);
  raft.configurations.compactTo(index);
}

/**
 * Puts a leader's snapshot in the place of the whole log, of which what is committed is in it and all else is not the
 * leader's. A snapshot of the machine that was being saved is of no use any more.
 */
export function replaceLog(raft: RaftState, output: Output, snapshot: Snapshot): void {
  const write = raft.ledger.writeInstall(output, snapshot, raft.commitIndex);
  raft.installing = { snapshot, write, leader: raft.leader, leaderTerm: raft.term };
  raft.takingSnapshot = undefined;
  raft.log.startAt(snapshot.index, snapshot.term);
  raft.log.grownBytes = 0;
  forgetTrigger(raft);
  raft.configurations.reset(snapshot);
  raft.commitIndex = snapshot.index;
}
