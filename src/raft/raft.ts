import { acknowledgeOwed, onAppendRequest } from "./appending.ts";
import { applyCommitted } from "./commitment.ts";
import {
  checkQuorum,
  countOwnVote,
  electionTimedOut,
  ignoresVoteRequest,
  onPreVoteRequest,
  onPreVoteResponse,
  onVoteRequest,
  onVoteResponse,
} from "./election.ts";
import { NOBODY } from "./entry.ts";
import { askAgain, forwardReads, onReadIndexResponse } from "./forwarded-reads.ts";
import type { Input } from "./input.ts";
import { finishInstallation, onSnapshotRequest } from "./installing.ts";
import { renewLease } from "./lease.ts";
import { changeMembership, followCommit, rejectChange } from "./membership.ts";
import type { Message } from "./message.ts";
import type { RaftOptions } from "./options.ts";
import { NO_DEADLINE, type Output } from "./output.ts";
import { propose, rejectAll } from "./proposal.ts";
import {
  beginReads,
  onReadIndexRequest,
  onRoundAnswered,
  putOutReads,
  read,
  recheckRound,
  rejectRead,
} from "./reads.ts";
import {
  commitAndTell,
  onAppendResponse,
  onFetched,
  onSnapshotResponse,
  onUnreachable,
  sendHeartbeats,
} from "./replication.ts";
import { becomeFollower, enterTerm, resetElectionTimer } from "./roles.ts";
import { askForSnapshot, onSnapshotSaved, snapshotTimedOut, takeSnapshotIfDue } from "./snapshot.ts";
import { type DurableState, RaftState, type RaftView } from "./state.ts";
import { type Status, statusOf } from "./status.ts";
import { onSnapshotChunk } from "./streaming.ts";
import { onTimeoutNow, rejectTransfer, settleTransfer, startTransfer, tellTransferee } from "./transfer.ts";

/**
 * One Raft server: a state and a function of it. It does no I/O, reads no clock and draws no randomness but from its
 * own seeded generator, so equal inputs give equal outputs, bit for bit.
 *
 * The driver's duties, for what a step puts out:
 *
 * * `writes`: make them in the order of their numbers, and report them durable by `written`. If one fails, report it by
 *   `write-failed`, make no other, and start anew from what the disk then holds.
 * * `takeSnapshot`: copy the machine as it is, save the copy, and when that is durable report `snapshot-saved`. Drop a
 *   copy that is older than a snapshot installed meanwhile.
 * * `messages`: send them. Any may be lost, doubled, delayed or overtaken; `unreachable` says that a peer lost some.
 * * `fetches` and `snapshotReads`: read storage and answer by `fetched` and `snapshot-chunk`, even if nothing is there.
 * * `reads`: ask the machine as it is, and tell whoever asked.
 * * `rejections` and `transferEnded`: tell whoever asked. A proposal that is not rejected is appended; what becomes of
 *   it shows when an entry with its data is applied, here or elsewhere, and it may never be.
 * * `restore`: replace the machine by that of the saved snapshot, and report its index by `applied`.
 * * `applyFrom` to `applyTo`: apply those entries from storage, and report by `applied`. Snapshot and reads come first.
 * * `deadlineUs`: step again with `deadline` then.
 *
 * Reports may come late, but nothing may be reported before it is so.
 */
export class Raft {
  private readonly state: RaftState;

  private constructor(state: RaftState) {
    this.state = state;
  }

  /** Starts or restarts a server from what is durable, at `nowUs` of its own clock. Read `deadlineUs` next. */
  static start(options: RaftOptions, durable: DurableState, nowUs: number): Raft {
    const state = new RaftState(options, durable);
    state.nowUs = nowUs;
    // It may have heard from a leader just before: whom it promised what, it has forgotten (dissertation §6.4.1).
    state.leaderContactUs = nowUs;
    resetElectionTimer(state);
    return new Raft(state);
  }

  /** Takes one input at `nowUs`, the node's own monotonic time in microseconds, and refills `output`. */
  step(nowUs: number, input: Input, output: Output): void {
    const raft = this.state;
    if (nowUs < raft.nowUs) throw new Error(`time went backwards: ${nowUs} after ${raft.nowUs}`);
    raft.nowUs = nowUs;
    output.clear();
    if (raft.stopped) {
      rejectStopped(raft, input, output);
      return;
    }
    const { commitIndex } = raft;
    takeInput(raft, input, output);
    if (raft.role === "leader" && raft.commitIndex > commitIndex) followCommit(raft, output, commitIndex);
    settleTransfer(raft, output);
    beginReads(raft, output);
    forwardReads(raft, output);
    takeSnapshotIfDue(raft, output);
    applyCommitted(raft, output);
    putOutReads(raft, output);
    raft.log.evict(raft.options.maxCachedBytes, Math.min(raft.durableIndex, raft.commitIndex));
    output.deadlineUs = this.deadlineUs;
  }

  /** When the next `deadline` input is due. */
  get deadlineUs(): number {
    const { stopped, role, options, transfer } = this.state;
    if (stopped) return NO_DEADLINE;
    const { electionDeadlineUs, snapshotDeadlineUs, leader } = this.state;
    if (role !== "leader") {
      // Whoever may not campaign notices that its leader is gone, and then waits quietly.
      const isTimed = leader !== NOBODY || this.state.mayCampaign;
      return Math.min(isTimed ? electionDeadlineUs : NO_DEADLINE, snapshotDeadlineUs);
    }
    const { heartbeatDeadlineUs, quorumCheckDeadlineUs } = this.state;
    let deadlineUs = Math.min(heartbeatDeadlineUs, snapshotDeadlineUs);
    if (transfer !== undefined) deadlineUs = Math.min(deadlineUs, transfer.deadlineUs);
    return options.checkQuorum ? Math.min(deadlineUs, quorumCheckDeadlineUs) : deadlineUs;
  }

  /** The live state, to be read and never kept across steps. */
  get view(): RaftView {
    return this.state;
  }

  /** A snapshot of the state for people and monitoring. */
  status(): Status {
    return statusOf(this.state);
  }

  /** A copy that shares nothing mutable and goes on identically. */
  fork(): Raft {
    return new Raft(this.state.fork());
  }
}

function rejectStopped(raft: RaftState, input: Input, output: Output): void {
  if (input.kind === "propose") rejectAll(raft, output, input.proposals, "stopped");
  else if (input.kind === "read") for (const request of input.reads) rejectRead(raft, output, request, "stopped");
  else if (input.kind === "change-membership") rejectChange(raft, output, input.change, "stopped");
  else if (input.kind === "transfer") rejectTransfer(raft, output, input.to, "stopped");
}

function takeInput(raft: RaftState, input: Input, output: Output): void {
  switch (input.kind) {
    case "message":
      onMessage(raft, output, input.message);
      break;
    case "deadline":
      onDeadline(raft, output);
      break;
    case "propose":
      propose(raft, output, input.proposals);
      break;
    case "change-membership":
      changeMembership(raft, output, input.change);
      break;
    case "read":
      read(raft, output, input.reads);
      break;
    case "transfer":
      startTransfer(raft, output, input.to);
      break;
    case "written":
      onWritten(raft, output, input.write);
      break;
    case "write-failed":
      // Whether the data reached the disk is unknown, and a second fsync may claim what the first one lost.
      becomeFollower(raft, NOBODY);
      raft.stopped = true;
      break;
    case "applied":
      if (input.index > raft.applyingIndex) {
        throw new Error(`index ${input.index} was reported applied; ${raft.applyingIndex} was the last handed out`);
      }
      raft.appliedIndex = Math.max(raft.appliedIndex, input.index);
      break;
    case "fetched":
      onFetched(raft, output, input.firstIndex, input.entries);
      break;
    case "take-snapshot":
      askForSnapshot(raft);
      break;
    case "snapshot-saved":
      onSnapshotSaved(raft, output, input.index);
      break;
    case "snapshot-chunk":
      onSnapshotChunk(raft, output, input);
      break;
    case "unreachable": {
      const peer = raft.peer(input.peer);
      if (peer !== undefined) onUnreachable(peer);
      break;
    }
    default:
      throw unknownInput(input);
  }
}

/** What a driver means that the core does not know must not pass for done. */
function unknownInput(input: never): Error {
  return new Error(`there is no input of kind ${String((input as Partial<Input>).kind)}`);
}

/** Every message is judged by its term first (Raft paper §5.1). */
function onMessage(raft: RaftState, output: Output, message: Message): void {
  const { kind, term } = message;
  if (kind === "vote-request" && ignoresVoteRequest(raft, message)) return;
  // A pre-vote request names a term that nobody has entered yet.
  if (term > raft.term && kind !== "pre-vote-request") {
    enterTerm(raft, output, term, NOBODY);
    becomeFollower(raft, NOBODY);
  }
  switch (kind) {
    case "pre-vote-request":
      onPreVoteRequest(raft, output, message);
      break;
    case "pre-vote-response":
      onPreVoteResponse(raft, output, message);
      break;
    case "vote-request":
      onVoteRequest(raft, output, message);
      break;
    case "vote-response":
      onVoteResponse(raft, output, message);
      break;
    case "append-request":
      onAppendRequest(raft, output, message);
      askAgain(raft, output);
      break;
    case "append-response":
      onAppendResponse(raft, output, message);
      onRoundAnswered(raft, output, message);
      tellTransferee(raft, output, message.from);
      break;
    case "timeout-now":
      onTimeoutNow(raft, output, message);
      break;
    case "read-index-request":
      onReadIndexRequest(raft, message);
      break;
    case "read-index-response":
      onReadIndexResponse(raft, message);
      break;
    case "snapshot-request":
      onSnapshotRequest(raft, output, message);
      break;
    case "snapshot-response":
      onSnapshotResponse(raft, output, message);
      break;
  }
}

function onDeadline(raft: RaftState, output: Output): void {
  if (raft.nowUs >= raft.snapshotDeadlineUs) snapshotTimedOut(raft);
  if (raft.role === "leader") {
    if (raft.options.checkQuorum && raft.nowUs >= raft.quorumCheckDeadlineUs) checkQuorum(raft);
    if (raft.role === "leader" && raft.nowUs >= raft.heartbeatDeadlineUs) {
      renewLease(raft);
      sendHeartbeats(raft, output);
      recheckRound(raft, output);
    }
  } else if (raft.nowUs >= raft.electionDeadlineUs) {
    if (raft.mayCampaign) electionTimedOut(raft, output);
    else if (raft.leader !== NOBODY) becomeFollower(raft, NOBODY);
  }
}

/** Durability arrived: release what waited for it, each in its turn. */
function onWritten(raft: RaftState, output: Output, write: number): void {
  raft.ledger.written(write);
  raft.ledger.releaseHeld(output);
  finishInstallation(raft, output);
  countOwnVote(raft, output);
  acknowledgeOwed(raft, output);
  if (raft.role === "leader") commitAndTell(raft, output);
}
