import type { Entry } from "./entry.ts";
import type { Proposal } from "./input.ts";
import type { Output, RejectionReason } from "./output.ts";
import { appendAsLeader, replicateToAll } from "./replication.ts";
import type { RaftState } from "./state.ts";

/**
 * Appends commands to the leader's log as one write (Raft paper §5.3). What cannot be taken is rejected, each proposal
 * with its reason. When the uncommitted bytes reach their cap the rest of the batch is rejected too, so that commands
 * are never taken out of order.
 */
export function propose(raft: RaftState, output: Output, proposals: readonly Proposal[]): void {
  for (const { bytes } of proposals) assertBytes(bytes);
  if (raft.role !== "leader") {
    rejectAll(raft, output, proposals, "not-leader");
    return;
  }
  // Otherwise the target might never catch up (dissertation §3.10).
  if (raft.transfer !== undefined) {
    rejectAll(raft, output, proposals, "transferring");
    return;
  }
  const { maxUncommittedBytes } = raft.options;
  const entries: Entry[] = [];
  let uncommittedBytes = raft.uncommittedBytes;
  let isFull = false;
  for (const proposal of proposals) {
    const { data, bytes } = proposal;
    isFull ||= bytes <= maxUncommittedBytes && uncommittedBytes + bytes > maxUncommittedBytes;
    if (bytes > maxUncommittedBytes) reject(raft, output, proposal, "proposal-too-large");
    else if (isFull) reject(raft, output, proposal, "too-much-uncommitted");
    else {
      entries.push({ index: raft.log.lastIndex + 1 + entries.length, term: raft.term, kind: "command", data, bytes });
      uncommittedBytes += bytes;
    }
  }
  if (entries.length === 0) return;
  appendAsLeader(raft, output, entries);
  replicateToAll(raft, output);
}

/** A driver's mistake. Of a batch that has one nothing is taken. */
function assertBytes(bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw new Error(`a proposal has at least 1 byte, not ${bytes}`);
}

export function rejectAll(
  raft: RaftState,
  output: Output,
  proposals: readonly Proposal[],
  reason: RejectionReason,
): void {
  for (const proposal of proposals) reject(raft, output, proposal, reason);
}

function reject(raft: RaftState, output: Output, proposal: Proposal, reason: RejectionReason): void {
  output.rejections.push({ of: "proposal", proposal, reason, leader: raft.leader });
}
