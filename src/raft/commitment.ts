import type { NodeId } from "./entry.ts";
import type { Output } from "./output.ts";
import { quorumIndex } from "./quorum.ts";
import type { RaftState } from "./state.ts";

/**
 * A leader commits what a quorum durably holds, but counts replicas only for entries of its own term; those of earlier
 * terms are committed by what follows them (Raft paper §5.4.2, figure 8). The leader itself counts only what is durable
 * here. In a joint configuration both halves must hold it (dissertation §4.3). True when the commit index rose.
 */
export function advanceLeaderCommit(raft: RaftState): boolean {
  if (raft.commitIndex === raft.log.lastIndex) return false;
  const { voters, outgoing } = raft.configuration;
  let index = indexHeldBy(raft, voters);
  if (outgoing.length > 0) index = Math.min(index, indexHeldBy(raft, outgoing));
  if (index <= raft.commitIndex || raft.log.termAt(index) !== raft.term) return false;
  for (let i = raft.commitIndex + 1; i <= index; i++) {
    if (raft.log.termAt(i) === raft.term) raft.uncommittedBytes -= raft.log.entryAt(i).bytes;
  }
  raft.commitIndex = index;
  return true;
}

/** Only voters count: not learners, nor servers on their way out, nor a leader that is being removed (§4.2.2). */
function indexHeldBy(raft: RaftState, voters: readonly NodeId[]): number {
  const matchIndexes = voters.includes(raft.id) ? [raft.durableIndex] : [];
  for (const peer of raft.peers) if (voters.includes(peer.id)) matchIndexes.push(peer.matchIndex);
  return quorumIndex(voters, matchIndexes);
}

/** A follower commits what its leader has, up to `index`, where its log is known to match the leader's (figure 2). */
export function advanceFollowerCommit(raft: RaftState, index: number): void {
  raft.commitIndex = Math.max(raft.commitIndex, index);
}

/** Hands the machine what is committed and durable here, one range at a time (§5.3). */
export function applyCommitted(raft: RaftState, output: Output): void {
  // What the log held before an installation is not its machine's way any more.
  if (raft.installing !== undefined) return;
  const index = Math.min(raft.commitIndex, raft.durableIndex);
  if (raft.applyingIndex > raft.appliedIndex || index <= raft.appliedIndex) return;
  output.applyFrom = raft.appliedIndex + 1;
  output.applyTo = index;
  raft.applyingIndex = index;
}
