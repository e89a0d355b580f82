import { beginRound } from "./reads.ts";
import type { RaftState } from "./state.ts";

/**
 * Whether this leader may answer a read without asking anybody (dissertation §6.4.1): those who answered its last
 * confirmed round elect nobody else before an election timeout has passed since they heard of it, which was after the
 * round began. So the lease counts from the beginning of the round and not from the answers, on a clock that goes on
 * while the server does not. It is off for the rest of the term once another was told to campaign, because that election
 * is not held up by any lease.
 */
export function holdsLease(raft: RaftState): boolean {
  const { leaseUs } = raft.options;
  const { confirmed, confirmedSinceUs } = raft.rounds;
  if (raft.leaseRevoked || confirmed === 0 || !raft.hasCommittedInTerm) return false;
  return raft.nowUs - confirmedSinceUs < leaseUs;
}

/** Until when the lease lasts if nothing ends it, on this server's clock; 0 if there is none. */
export function leaseEndUs(raft: RaftState): number {
  return holdsLease(raft) ? raft.rounds.confirmedSinceUs + raft.options.leaseUs : 0;
}

/** Every heartbeat renews the lease, as soon as a quorum has answered it. */
export function renewLease(raft: RaftState): void {
  if (raft.options.leaseUs > 0) beginRound(raft);
}
