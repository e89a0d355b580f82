import { NOBODY, type NodeId } from "./entry.ts";
import type { Output } from "./output.ts";
import type { RaftState, Role } from "./state.ts";

/**
 * Enters a higher term (Raft paper §5.1): no vote has been given in it, and it is written before anything is promised
 * in it. Answers to pre-votes promise nothing, so they name the term at once.
 */
export function enterTerm(raft: RaftState, output: Output, term: number, votedFor: NodeId): void {
  if (term <= raft.term) throw new Error(`term ${term} is not above the current term ${raft.term}`);
  raft.term = term;
  raft.votedFor = votedFor;
  raft.ledger.dropHeld();
  raft.ledger.writeHardState(output, term, votedFor);
}

/**
 * Follows `leader`, or nobody yet, in the current term. The vote given in this term stays given (§5.2).
 */
export function becomeFollower(raft: RaftState, leader: NodeId): void {
  const wasLeader = raft.role === "leader";
  enterRole(raft, "follower", leader);
  if (wasLeader) resetElectionTimer(raft);
}

/** Hears from the leader of the current term, and of a term there is one: whoever speaks so leads it (§5.2). */
export function followLeader(raft: RaftState, leader: NodeId): void {
  // Whoever is no follower knows no leader.
  if (raft.leader !== leader) becomeFollower(raft, leader);
  raft.leaderContactUs = raft.nowUs;
  resetElectionTimer(raft);
}

/**
 * Takes a role and forgets what the former one knew: votes of another round must not count in this one, nor
 * acknowledgements of an earlier leadership in a later.
 */
export function enterRole(raft: RaftState, role: Role, leader: NodeId): void {
  // A candidacy is over: requests for votes that still wait for their write are not wanted any more.
  if (raft.role === "candidate") raft.ledger.dropHeld();
  raft.role = role;
  raft.leader = leader;
  raft.votes.clear();
  raft.peers.length = 0;
  raft.firstRound = 0;
  raft.uncommittedBytes = 0;
  raft.matchedIndex = 0;
  raft.leaderRound = 0;
  raft.leaderReadRound = 0;
  raft.rounds.clear();
  raft.leaseRevoked = false;
  raft.reads.abandon();
  raft.acknowledgementOwed = false;
}

/** Draws a new election timeout, so that split votes are rare and quickly resolved (§5.2). */
export function resetElectionTimer(raft: RaftState): void {
  const { electionTimeoutUs } = raft.options;
  raft.electionDeadlineUs = raft.nowUs + electionTimeoutUs + raft.random.below(electionTimeoutUs);
}

/**
 * Whether a leader is known and was heard from within the shortest election timeout (dissertation §4.2.3, §6.2). Where
 * leases are on, a leader relies on whom it was heard by even if they forget it, for a higher term or in a restart
 * (§6.4.1).
 */
export function hearsFromLeader(raft: RaftState): boolean {
  if (raft.role === "leader") return true;
  if (raft.leader === NOBODY && raft.options.leaseUs === 0) return false;
  return raft.nowUs - raft.leaderContactUs < raft.options.electionTimeoutUs;
}
