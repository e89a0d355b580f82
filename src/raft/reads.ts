import { NOBODY, type NodeId } from "./entry.ts";
import { NO_BOUND, READ_CONSISTENCIES, type ReadRequest } from "./input.ts";
import { holdsLease } from "./lease.ts";
import type { AppendResponse, ReadIndexRequest } from "./message.ts";
import type { AnsweredRead, Output, ReadRejectionReason } from "./output.ts";
import { quorumIndex } from "./quorum.ts";
import { sendHeartbeats } from "./replication.ts";
import type { RaftState } from "./state.ts";

/** Takes reads in (dissertation §6.4). None is forgotten: each waits until it is put out, as answered or as rejected. */
export function read(raft: RaftState, output: Output, requests: readonly ReadRequest[]): void {
  const { reads } = raft;
  for (const request of requests) assertRead(request);
  for (const request of requests) {
    const { consistency, maxStalenessUs } = request;
    if (consistency === "stale" && isFreshEnough(raft, maxStalenessUs)) {
      output.reads.push({ read: request, index: raft.appliedIndex, by: "staleness" });
    } else if (raft.leader === NOBODY) {
      rejectRead(raft, output, request, "no-leader");
    } else if (reads.count >= raft.options.maxPendingReads) {
      rejectRead(raft, output, request, "too-many-reads");
    } else if (consistency === "lease" && raft.role === "leader" && holdsLease(raft)) {
      reads.ready.push({ read: request, index: raft.commitIndex, by: "lease" });
    } else reads.gathered.push(request);
  }
}

/** A driver's mistake must not pass for a read of another kind. Of a batch that has one nothing is taken. */
function assertRead({ consistency, maxStalenessUs }: ReadRequest): void {
  if (!READ_CONSISTENCIES.includes(consistency)) {
    throw new Error(`a read is ${READ_CONSISTENCIES.join(", ")}, not ${consistency}`);
  }
  if (Number.isSafeInteger(maxStalenessUs) && maxStalenessUs >= 0) return;
  throw new Error(`maxStalenessUs must be 0 or a positive integer, not ${maxStalenessUs}`);
}

/** Whether the machine has applied all that was decided so long ago, as far as this server knows. */
function isFreshEnough(raft: RaftState, maxStalenessUs: number): boolean {
  if (maxStalenessUs === NO_BOUND) return true;
  const { known } = raft.reads;
  return known !== undefined && raft.appliedIndex >= known.index && raft.nowUs - known.sinceUs <= maxStalenessUs;
}

/**
 * Another server asks on behalf of its reads. Whatever term it is in, it is told what is committed here now. It has one
 * question at a time, so its latest takes the place of an earlier one.
 */
export function onReadIndexRequest(raft: RaftState, request: ReadIndexRequest): void {
  if (raft.role === "leader") raft.reads.askedOf.set(request.from, request.context);
}

/**
 * Begins the next round for the reads that wait, if none is under way. Not before an entry of this term is committed:
 * only then does a leader know all that earlier leaders have committed (§6.4, step 1).
 */
export function beginReads(raft: RaftState, output: Output): void {
  const { reads, rounds } = raft;
  if (reads.gathered.length === 0 && reads.askedOf.size === 0) return;
  if (raft.role !== "leader" || reads.round !== undefined || !raft.hasCommittedInTerm) return;
  beginRound(raft);
  reads.round = {
    round: rounds.begun,
    sinceUs: raft.nowUs,
    index: raft.commitIndex,
    reads: reads.gathered,
    asked: reads.askedOf,
  };
  reads.gathered = [];
  reads.askedOf = new Map();
  sendHeartbeats(raft, output);
  finishRound(raft, output);
}

/** Begins a round, which this leader answers itself; each append request that is sent from now on names it. */
export function beginRound(raft: RaftState): void {
  raft.rounds.begin(raft.nowUs);
  confirmRounds(raft);
}

/** A follower followed this leader when it answered, and so after the round that the answer names had begun. */
export function onRoundAnswered(raft: RaftState, output: Output, response: AppendResponse): void {
  const { readRound } = response;
  if (readRound <= raft.rounds.confirmed || readRound > raft.rounds.begun) return;
  if (response.term !== raft.term) return;
  const peer = raft.peer(response.from);
  if (peer === undefined || readRound <= peer.readRound) return;
  peer.readRound = readRound;
  confirmRounds(raft);
  finishRound(raft, output);
}

/** At every heartbeat: a change of the configuration can have made a quorum of those who have answered. */
export function recheckRound(raft: RaftState, output: Output): void {
  if (raft.reads.round === undefined) return;
  confirmRounds(raft);
  finishRound(raft, output);
}

/** In a joint configuration both halves must have answered. */
function confirmRounds(raft: RaftState): void {
  const { voters, outgoing } = raft.configuration;
  let round = roundAnsweredBy(raft, voters);
  if (outgoing.length > 0) round = Math.min(round, roundAnsweredBy(raft, outgoing));
  raft.rounds.confirm(round);
}

/** The latest round that a quorum has answered. Only voters count, and this leader only if it is one. */
function roundAnsweredBy(raft: RaftState, voters: readonly NodeId[]): number {
  const rounds = voters.includes(raft.id) ? [raft.rounds.begun] : [];
  for (const peer of raft.peers) if (voters.includes(peer.id)) rounds.push(peer.readRound);
  return quorumIndex(voters, rounds);
}

/** This server led when the round was answered: no other had committed anything before the round began. */
function finishRound(raft: RaftState, output: Output): void {
  const { reads, rounds } = raft;
  const { round } = reads;
  if (round === undefined || rounds.confirmed < round.round) return;
  reads.round = undefined;
  reads.known = { index: round.index, sinceUs: round.sinceUs };
  for (const request of round.reads) reads.ready.push({ read: request, index: round.index, by: "read-index" });
  for (const [to, context] of round.asked) {
    output.messages.push({
      kind: "read-index-response",
      from: raft.id,
      to,
      term: raft.term,
      context,
      index: round.index,
    });
  }
}

/** Puts out the reads for which the machine has applied enough, and those that were abandoned in this step. */
export function putOutReads(raft: RaftState, output: Output): void {
  const { abandoned, ready } = raft.reads;
  if (ready.length > 0) putOutReady(raft, output);
  if (abandoned.length === 0) return;
  for (const request of abandoned) rejectRead(raft, output, request, raft.stopped ? "stopped" : "leader-changed");
  raft.reads.abandoned = [];
}

function putOutReady({ appliedIndex, reads }: RaftState, output: Output): void {
  const isAnswerable = ({ index }: AnsweredRead) => index <= appliedIndex;
  output.reads.push(...reads.ready.filter(isAnswerable));
  reads.ready = reads.ready.filter((one) => !isAnswerable(one));
}

export function rejectRead(raft: RaftState, output: Output, request: ReadRequest, reason: ReadRejectionReason): void {
  output.rejections.push({ of: "read", read: request, reason, leader: raft.leader });
}
