import type { EntryFacts, ObservationName, Observations } from "../../invariants/observation.ts";
import type { AppendResponse, Entry, Message, Output, RaftView, Snapshot, Write } from "../raft/index.ts";
import type { NodeImage } from "./node-image.ts";
import { entryDigest } from "./wire.ts";

/** What this host can tell of its nodes and their clients: everything. */
export const SUPPLIED_OBSERVATIONS: readonly ObservationName[] = [
  "restarted",
  "logRestored",
  "crashed",
  "termChanged",
  "becameLeader",
  "steppedDown",
  "voteRequested",
  "voteGranted",
  "voteRefused",
  "appendAcknowledged",
  "appended",
  "configurationAppended",
  "truncated",
  "hardStatePersisted",
  "entryPersisted",
  "durableTruncated",
  "committed",
  "applied",
  "machineRestored",
  "commandApplied",
  "sessionTimed",
  "configurationInForce",
  "changeAsked",
  "snapshotTaken",
  "snapshotInstalled",
  "snapshotPersisted",
  "durableCompacted",
  "transferStarted",
  "transferEnded",
  "toldToCampaign",
  "campaignForced",
  "roundAnswered",
  "roundConfirmed",
  "leaseConfirmed",
  "clientInvoked",
  "clientRead",
  "clientReturned",
  "clientSessionExpired",
  "clientRefused",
];

/** Watches one node from step to step and tells the witness what changed. */
export class Observer {
  private readonly node: number;
  private term: number;
  private isLeader = false;
  private leader = 0;
  private lastIndex: number;
  /** Before the last step. */
  private formerLastIndex: number;
  private commitIndex: number;
  /** The transfer under way: to whom, or 0, and of which term. */
  private transferTo = 0;
  private transferTerm = 0;
  /** The term of the last candidacy that was forced. */
  private forcedTerm = 0;
  /** As follower: the round of confirmation that it answered last, and the term of that. */
  private answeredRound = 0;
  private answeredTerm = 0;
  /** As leader: the round that was confirmed last. */
  private confirmedRound = 0;
  /** Immutable: a change makes another one. */
  private configuration: RaftView["configuration"];

  constructor(node: number, restarted: RaftView) {
    this.node = node;
    this.term = restarted.term;
    this.lastIndex = restarted.lastIndex;
    this.formerLastIndex = restarted.lastIndex;
    this.commitIndex = restarted.commitIndex;
    this.configuration = restarted.configuration;
  }

  /**
   * What the node goes on with, as its core has it. Of an entry that the core has not in memory it knows the term alone:
   * whoever needs it will be given what the disk holds.
   */
  restarted(witness: Observations, view: RaftView, image: NodeImage): void {
    const { baseIndex, configuration, lastIndex, term, votedFor } = view;
    witness.restarted(this.node, term, votedFor, lastIndex);
    const entries: EntryFacts[] = [];
    for (let index = baseIndex + 1; index <= Math.min(lastIndex, image.lastIndex); index++) {
      entries.push({
        term: view.termAt(index) ?? 0,
        digest: entryDigest(view.cachedEntry(index) ?? image.entryAt(index)),
      });
    }
    witness.logRestored(this.node, baseIndex, entries, configuration);
  }

  /** Changes of term and role, in the order in which they can have happened within one step; true if it leads anew. */
  roleAfterStep(witness: Observations, view: RaftView): boolean {
    this.leader = view.leader;
    this.formerLastIndex = this.lastIndex;
    const leadsNow = view.role === "leader";
    const sameTerm = view.term === this.term;
    if (this.isLeader && !(leadsNow && sameTerm)) witness.steppedDown(this.node, this.term);
    if (!sameTerm) witness.termChanged(this.node, view.term);
    const leadsAnew = leadsNow && !(this.isLeader && sameTerm);
    if (leadsAnew) witness.becameLeader(this.node, view.term);
    this.isLeader = leadsNow;
    this.term = view.term;
    return leadsAnew;
  }

  /** The log in memory changes when a write is put out, long before the write is durable. */
  writePutOut(witness: Observations, write: Write): void {
    if (write.kind === "append") this.logChanged(witness, write.entries);
    else if (write.kind === "install-snapshot") this.logReplaced(witness, write.snapshot);
  }

  /** Behind the log, from which it follows. */
  configurationAfterStep(witness: Observations, { configuration }: RaftView): void {
    if (configuration === this.configuration) return;
    this.configuration = configuration;
    witness.configurationInForce(this.node, configuration);
  }

  commitAfterStep(witness: Observations, view: RaftView): void {
    if (view.commitIndex === this.commitIndex) return;
    this.commitIndex = view.commitIndex;
    witness.committed(this.node, view.commitIndex, view.term);
  }

  /** Before the role, because a leader that is deposed hands nothing over any more. */
  transferAfterStep(witness: Observations, view: RaftView, { transferEnded }: Output): void {
    if (transferEnded !== undefined) {
      witness.transferEnded(this.node, this.transferTerm, transferEnded.to, transferEnded.outcome);
    }
    if (view.transferTo === this.transferTo) return;
    this.transferTo = view.transferTo;
    if (view.transferTo === 0) return;
    this.transferTerm = view.term;
    witness.transferStarted(this.node, view.term, view.transferTo);
  }

  /** Behind the log, because a leader that appends a configuration counts with that one from then on. */
  roundsAfterStep(witness: Observations, view: RaftView, nowUs: number): void {
    const { confirmedRound } = view;
    if (confirmedRound === this.confirmedRound) return;
    this.confirmedRound = confirmedRound;
    if (confirmedRound === 0) return;
    witness.roundConfirmed(this.node, view.term, confirmedRound);
    const leftUs = view.leaseEndUs - nowUs;
    if (leftUs > 0) witness.leaseConfirmed(this.node, view.term, leftUs);
  }

  messageSent(witness: Observations, message: Message): void {
    switch (message.kind) {
      case "vote-request":
        witness.voteRequested(this.node, message.term);
        if (message.forced) this.forced(witness, message.term);
        break;
      case "vote-response":
        if (message.granted) witness.voteGranted(this.node, message.term, message.to);
        else witness.voteRefused(this.node, message.term, message.to);
        break;
      case "pre-vote-response":
        if (!message.granted) witness.voteRefused(this.node, message.electionTerm, message.to);
        break;
      case "append-response":
        if (message.accepted) witness.appendAcknowledged(this.node, message.term, message.matchIndex, message.to);
        this.answered(witness, message);
        break;
      case "timeout-now":
        // A configuration that follows in the same step was not there yet.
        witness.toldToCampaign(this.node, message.term, message.to, this.formerLastIndex);
        break;
      case "snapshot-response":
        if (message.status !== "resume") {
          witness.appendAcknowledged(this.node, message.term, message.matchIndex, message.to);
        }
        break;
    }
  }

  fork(): Observer {
    return Object.assign(Object.create(Observer.prototype) as Observer, this);
  }

  private forced(witness: Observations, term: number): void {
    if (term === this.forcedTerm) return;
    this.forcedTerm = term;
    witness.campaignForced(this.node, term);
  }

  /** Most answers name the round of the answer before. Who led an older term is only told of the new one. */
  private answered(witness: Observations, { readRound, term, to }: AppendResponse): void {
    if (to !== this.leader || readRound === 0 || (readRound === this.answeredRound && term === this.answeredTerm))
      return;
    this.answeredRound = readRound;
    this.answeredTerm = term;
    witness.roundAnswered(this.node, term, readRound, to);
  }

  private logChanged(witness: Observations, entries: readonly Entry[]): void {
    const firstIndex = entries[0]!.index;
    if (firstIndex <= this.lastIndex) witness.truncated(this.node, firstIndex);
    for (const entry of entries) {
      witness.appended(this.node, entry.index, entry.term, entryDigest(entry));
      if (entry.kind === "configuration") {
        witness.configurationAppended(this.node, entry.index, entry.term, entry.data);
      }
    }
    this.lastIndex = entries[entries.length - 1]!.index;
  }

  private logReplaced(witness: Observations, { configuration, index, term }: Snapshot): void {
    witness.snapshotInstalled(this.node, index, term, configuration);
    this.lastIndex = index;
  }
}
