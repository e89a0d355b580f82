import { allVoters } from "./configuration.ts";
import { NOBODY, type NodeId } from "./entry.ts";
import { alignPeers } from "./membership.ts";
import type { PreVoteRequest, PreVoteResponse, VoteRequest, VoteResponse } from "./message.ts";
import type { Output } from "./output.ts";
import { isQuorumOf } from "./quorum.ts";
import { announceLeadership, appendAsLeader } from "./replication.ts";
import { becomeFollower, enterRole, enterTerm, hearsFromLeader, resetElectionTimer } from "./roles.ts";
import type { RaftState } from "./state.ts";

/** The election timeout elapsed without word from a leader and without a vote given (Raft paper §5.2). */
export function electionTimedOut(raft: RaftState, output: Output): void {
  if (raft.options.preVote) startPreVote(raft, output);
  else startElection(raft, output, false);
}

/**
 * Asks whether an election could be won, before raising the term that would depose a working leader (dissertation
 * §9.6). Neither the term nor the vote changes. The leader is forgotten: a server that lost touch with it must not
 * refuse others on its behalf.
 */
function startPreVote(raft: RaftState, output: Output): void {
  enterRole(raft, "pre-candidate", NOBODY);
  resetElectionTimer(raft);
  for (const peer of allVoters(raft.configuration)) {
    if (peer === raft.id) continue;
    output.messages.push({
      kind: "pre-vote-request",
      from: raft.id,
      to: peer,
      term: raft.term + 1,
      lastLogIndex: raft.log.lastIndex,
      lastLogTerm: raft.log.lastTerm,
    });
  }
  countPreVote(raft, output, raft.id);
}

export function onPreVoteRequest(raft: RaftState, output: Output, request: PreVoteRequest): void {
  const granted =
    request.term > raft.term &&
    !hearsFromLeader(raft) &&
    raft.log.isAtMostAsUpToDateAs(request.lastLogIndex, request.lastLogTerm);
  // An answer goes out in every case and carries this server's term: a candidate that is behind must learn of it, or
  // a long log with a low term and a short log with a high term would wait for each other for ever.
  output.messages.push({
    kind: "pre-vote-response",
    from: raft.id,
    to: request.from,
    term: raft.term,
    electionTerm: request.term,
    granted,
  });
}

export function onPreVoteResponse(raft: RaftState, output: Output, response: PreVoteResponse): void {
  if (raft.role !== "pre-candidate" || response.electionTerm !== raft.term + 1) return;
  if (response.granted) countPreVote(raft, output, response.from);
}

function countPreVote(raft: RaftState, output: Output, voter: NodeId): void {
  raft.votes.add(voter);
  if (isQuorumOf(raft.configuration, raft.votes)) startElection(raft, output, false);
}

/** Becomes candidate in a new term and votes for itself (§5.2). The requests wait until both are durable. */
export function startElection(raft: RaftState, output: Output, forced: boolean): void {
  enterTerm(raft, output, raft.term + 1, raft.id);
  enterRole(raft, "candidate", NOBODY);
  resetElectionTimer(raft);
  for (const peer of allVoters(raft.configuration)) {
    if (peer === raft.id) continue;
    raft.ledger.sendOnceDurable(output, {
      kind: "vote-request",
      from: raft.id,
      to: peer,
      term: raft.term,
      lastLogIndex: raft.log.lastIndex,
      lastLogTerm: raft.log.lastTerm,
      forced,
    });
  }
}

/** A candidate counts its own vote once it is durable. */
export function countOwnVote(raft: RaftState, output: Output): void {
  if (raft.role === "candidate" && raft.ledger.hardStateIsDurable) countVote(raft, output, raft.id);
}

/**
 * Whether to ignore a vote request altogether, not even taking its term (dissertation §4.2.3). What the leader itself
 * wants is not ignored (§3.10).
 */
export function ignoresVoteRequest(raft: RaftState, { forced }: VoteRequest): boolean {
  return !forced && raft.options.checkQuorum && hearsFromLeader(raft);
}

/**
 * One vote per term, first come first served, and only for a log at least as up-to-date (§5.2, §5.4.1). Neither the
 * candidate nor this server need belong to the configuration that is known here: the candidate's may be newer, and rest on
 * this vote (dissertation §4.2.1).
 */
export function onVoteRequest(raft: RaftState, output: Output, request: VoteRequest): void {
  const granted =
    request.term === raft.term &&
    (raft.votedFor === NOBODY || raft.votedFor === request.from) &&
    raft.log.isAtMostAsUpToDateAs(request.lastLogIndex, request.lastLogTerm);
  if (granted) {
    if (raft.votedFor === NOBODY) {
      raft.votedFor = request.from;
      raft.ledger.writeHardState(output, raft.term, raft.votedFor);
    }
    if (raft.role === "pre-candidate") becomeFollower(raft, NOBODY);
    resetElectionTimer(raft);
  }
  raft.ledger.sendOnceDurable(output, {
    kind: "vote-response",
    from: raft.id,
    to: request.from,
    term: raft.term,
    granted,
  });
}

export function onVoteResponse(raft: RaftState, output: Output, response: VoteResponse): void {
  if (raft.role !== "candidate" || response.term !== raft.term) return;
  if (response.granted) countVote(raft, output, response.from);
}

function countVote(raft: RaftState, output: Output, voter: NodeId): void {
  raft.votes.add(voter);
  if (isQuorumOf(raft.configuration, raft.votes)) becomeLeader(raft, output);
}

/** Takes office: nothing is known of any follower, and a no-op opens the term (§5.3, §8; dissertation §6.4). */
function becomeLeader(raft: RaftState, output: Output): void {
  enterRole(raft, "leader", raft.id);
  raft.quorumCheckDeadlineUs = raft.nowUs + raft.options.electionTimeoutUs;
  const noOp = { index: raft.log.lastIndex + 1, term: raft.term, kind: "no-op", data: undefined, bytes: 0 } as const;
  appendAsLeader(raft, output, [noOp]);
  alignPeers(raft);
  announceLeadership(raft, output);
}

/** Steps down when no quorum was heard from within the last election timeout (dissertation §6.2). */
export function checkQuorum(raft: RaftState): void {
  const { electionTimeoutUs } = raft.options;
  raft.quorumCheckDeadlineUs = raft.nowUs + electionTimeoutUs;
  const heard = new Set<NodeId>([raft.id]);
  for (const peer of raft.peers) if (raft.nowUs - peer.lastContactUs < electionTimeoutUs) heard.add(peer.id);
  if (!isQuorumOf(raft.configuration, heard)) becomeFollower(raft, NOBODY);
}
