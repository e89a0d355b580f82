import { isMember } from "./configuration.ts";
import { startElection } from "./election.ts";
import { NOBODY, type NodeId } from "./entry.ts";
import type { TimeoutNow } from "./message.ts";
import type { Output, TransferOutcome, TransferRejectionReason } from "./output.ts";
import type { RaftState } from "./state.ts";

/** A leader is handing its leadership over (dissertation §3.10). */
export interface Transfer {
  readonly to: NodeId;
  readonly term: number;
  readonly deadlineUs: number;
}

/**
 * Begins to hand leadership over to a voter, or, where `to` is nobody, to the voter that is most caught up (§3.10). No
 * proposals are taken meanwhile. It ends after an election timeout, whatever has become of it.
 */
export function startTransfer(raft: RaftState, output: Output, to: NodeId): void {
  const reason = objectionTo(raft, to);
  if (reason !== undefined) {
    rejectTransfer(raft, output, to, reason);
    return;
  }
  const target = to === NOBODY ? mostCaughtUp(raft) : to;
  if (target === NOBODY) {
    rejectTransfer(raft, output, to, "no-other-voter");
    return;
  }
  raft.transfer = { to: target, term: raft.term, deadlineUs: raft.nowUs + raft.options.electionTimeoutUs };
  tellTransferee(raft, output, target);
}

function objectionTo(raft: RaftState, to: NodeId): TransferRejectionReason | undefined {
  if (raft.role !== "leader") return "not-leader";
  if (raft.transfer !== undefined) return "transfer-under-way";
  if (to === raft.id) return "already-leader";
  if (to === NOBODY || isVoter(raft, to)) return undefined;
  return isMember(raft.configuration, to) ? "not-a-voter" : "unknown-node";
}

export function rejectTransfer(raft: RaftState, output: Output, to: NodeId, reason: TransferRejectionReason): void {
  output.rejections.push({ of: "transfer", to, reason, leader: raft.leader });
}

/** Those on their way out of a joint configuration do not take over. */
function isVoter(raft: RaftState, id: NodeId): boolean {
  return raft.configuration.voters.includes(id);
}

/** Of those that it hears from: to wait for one that is down would end nowhere. */
function mostCaughtUp(raft: RaftState): NodeId {
  let best: NodeId = NOBODY;
  let bestIndex = -1;
  for (const { id, lastContactUs, matchIndex } of raft.peers) {
    if (matchIndex <= bestIndex || !isVoter(raft, id)) continue;
    if (raft.nowUs - lastContactUs >= raft.options.electionTimeoutUs) continue;
    best = id;
    bestIndex = matchIndex;
  }
  return best;
}

/**
 * Tells the target to campaign once it has the whole log, and again whenever it answers: the message may be lost. From
 * the first of them on no lease of this leader's holds, because votes for the target are not held up by any.
 */
export function tellTransferee(raft: RaftState, output: Output, heardFrom: NodeId): void {
  const { transfer } = raft;
  if (transfer?.to !== heardFrom || raft.role !== "leader") return;
  if (raft.peer(heardFrom)?.matchIndex !== raft.log.lastIndex) return;
  raft.leaseRevoked = true;
  output.messages.push({ kind: "timeout-now", from: raft.id, to: heardFrom, term: raft.term });
}

/** The leader of this term wants this server to take its place: it campaigns at once, and asks nobody whether it may. */
export function onTimeoutNow(raft: RaftState, output: Output, { term }: TimeoutNow): void {
  if (term === raft.term && raft.role !== "leader" && raft.mayCampaign) startElection(raft, output, true);
}

/**
 * Ends the transfer under way when nothing more can come of it, so that proposals are taken again. The target stays a
 * voter meanwhile: no changes of the membership are taken either, and leaving a joint configuration keeps its voters.
 */
export function settleTransfer(raft: RaftState, output: Output): void {
  const outcome = raft.transfer === undefined ? undefined : outcomeOf(raft, raft.transfer);
  if (outcome === undefined) return;
  output.transferEnded = { to: raft.transfer!.to, outcome };
  raft.transfer = undefined;
}

function outcomeOf(raft: RaftState, { term, deadlineUs }: Transfer): TransferOutcome | undefined {
  if (raft.term > term) return "deposed";
  if (raft.role !== "leader") return "aborted";
  return raft.nowUs >= deadlineUs ? "timed-out" : undefined;
}
