import { type Configuration, type ConfigurationAt, configurationOf, isVoter } from "./configuration.ts";
import { ConfigurationLog } from "./configuration-log.ts";
import { WriteLedger } from "./durability.ts";
import { type Entry, NOBODY, type NodeId } from "./entry.ts";
import type { IncomingSnapshot, SnapshotUnderInstallation } from "./installing.ts";
import { leaseEndUs } from "./lease.ts";
import { Log } from "./log.ts";
import { assertOptions, type RaftOptions } from "./options.ts";
import { NO_DEADLINE } from "./output.ts";
import { firstContext, PendingReads } from "./pending-reads.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";
import { ReadRounds } from "./read-rounds.ts";
import type { Snapshot } from "./snapshot.ts";
import { TermRuns } from "./term-runs.ts";
import type { Transfer } from "./transfer.ts";

export type Role = "follower" | "pre-candidate" | "candidate" | "leader";

/** What a node restarts with: what its storage durably holds, and how far its machine had durably got. */
export interface DurableState {
  readonly term: number;
  /** 0 if it has not voted in this term. */
  readonly votedFor: NodeId;
  /** The saved snapshot; undefined if there is none yet. */
  readonly snapshot: Snapshot | undefined;
  /** The log begins after this index, which is the snapshot's or one before it; 0 if it has its beginning. */
  readonly baseIndex: number;
  readonly lastIndex: number;
  /** The terms of the whole log, and of its base. */
  readonly termRuns: TermRuns;
  /** The newest entries, consecutive up to `lastIndex`; as many as the driver cares to load. */
  readonly tail: readonly Entry[];
  /** The configurations in the log, ascending. What precedes the log, or a snapshot holds, is not among them. */
  readonly configurations: readonly ConfigurationAt[];
  /**
   * The machine holds the effect of everything up to here: the snapshot's, or more if the machine keeps itself durable.
   * Only committed entries are ever applied.
   */
  readonly appliedIndex: number;
}

export const EMPTY_STATE: DurableState = {
  term: 0,
  votedFor: NOBODY,
  snapshot: undefined,
  baseIndex: 0,
  lastIndex: 0,
  termRuns: new TermRuns(),
  tail: [],
  configurations: [],
  appliedIndex: 0,
};

/** Throws when the parts contradict each other: a driver that starts a node from such a state would lose data. */
function assertDurable(durable: DurableState): void {
  const { term, snapshot, baseIndex, lastIndex, termRuns, tail, configurations, appliedIndex } = durable;
  const snapshotIndex = snapshot?.index ?? 0;
  if (baseIndex > snapshotIndex)
    throw new Error(`the log begins after ${baseIndex}, the snapshot is of ${snapshotIndex}`);
  if (appliedIndex < snapshotIndex) throw new Error(`applied up to ${appliedIndex}, before snapshot ${snapshotIndex}`);
  if (appliedIndex > lastIndex) throw new Error(`applied up to ${appliedIndex}, but the log ends at ${lastIndex}`);
  const lastTerm = termRuns.termAt(lastIndex);
  if (lastTerm > term) throw new Error(`the last entry is of term ${lastTerm}, but the current term is ${term}`);
  const lastConfiguration = configurations[configurations.length - 1]?.index ?? 0;
  if (lastConfiguration > lastIndex) {
    throw new Error(`a configuration stands at ${lastConfiguration}, but the log ends at ${lastIndex}`);
  }
  tail.forEach((entry, position) => {
    const index = lastIndex - tail.length + 1 + position;
    if (entry.index === index && entry.term === termRuns.termAt(index)) return;
    throw new Error(`entry ${entry.index} of term ${entry.term} stands where entry ${index} of the log should`);
  });
}

/** What the log says of the configuration, above what the snapshot says, or the founders. */
function configurationsOf({ founders }: RaftOptions, { snapshot, configurations }: DurableState): ConfigurationLog {
  return new ConfigurationLog(snapshot ?? { index: 0, configuration: configurationOf(founders) }, configurations);
}

/** What anyone may read of a node between steps. */
export interface RaftView {
  readonly id: NodeId;
  readonly role: Role;
  readonly term: number;
  readonly votedFor: NodeId;
  readonly leader: NodeId;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  /** Of the newest durable snapshot; 0 if there is none. */
  readonly snapshotIndex: number;
  /** The log begins after it. */
  readonly baseIndex: number;
  readonly durableIndex: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** Of an entry, or of the base; undefined where the log does not hold it. */
  termAt(index: number): number | undefined;
  /** An entry that is in memory; undefined if only storage has it, or nobody. */
  cachedEntry(index: number): Entry | undefined;
  /** Whether an entry of the current term is committed: only then does a leader know all that is (§6.4, §8). */
  readonly hasCommittedInTerm: boolean;
  /** In force here: the latest in the log, committed or not. */
  readonly configuration: Configuration;
  readonly isConfigurationCommitted: boolean;
  /** Whether it may ask for votes. */
  readonly mayCampaign: boolean;
  /** To whom this leader is handing its leadership over; 0 if to nobody. */
  readonly transferTo: NodeId;
  /** Of the snapshot that comes in from a leader, piece by piece; 0 if none does. */
  readonly incomingIndex: number;
  /** The latest round of confirmation that a quorum has answered this leader (dissertation §6.4); 0 if none. */
  readonly confirmedRound: number;
  /** Until when this leader may answer reads by its lease if nothing ends that, on its own clock; 0: not now. */
  readonly leaseEndUs: number;
  readonly stopped: boolean;
}

/** All state of one node (Raft paper figure 2, and what pre-vote, check-quorum and durability add to it). */
export class RaftState implements RaftView {
  readonly options: RaftOptions;
  readonly id: NodeId;
  readonly random: Random;
  readonly log: Log;
  /** Those that `log` holds. Whoever changes one changes both, by `append` and `truncateFrom`. */
  readonly configurations: ConfigurationLog;
  readonly ledger: WriteLedger;
  readonly reads: PendingReads;

  nowUs = 0;
  stopped = false;
  term: number;
  votedFor: NodeId;
  role: Role = "follower";
  leader: NodeId = NOBODY;
  commitIndex: number;
  appliedIndex: number;
  /** The last index handed to the machine; above `appliedIndex` while it is at work. */
  applyingIndex: number;

  /** The newest durable snapshot. */
  snapshot: Snapshot | undefined;
  /** The snapshot of the machine that is being saved. */
  takingSnapshot: Snapshot | undefined = undefined;
  /** One should be taken as soon as it can. */
  isSnapshotDue = false;
  /** When one is due at the latest, if something was applied that no snapshot holds. */
  snapshotDeadlineUs = NO_DEADLINE;
  /** Followers: the leader's snapshot of which pieces have come, and the one that is being installed. */
  incoming: IncomingSnapshot | undefined = undefined;
  installing: SnapshotUnderInstallation | undefined = undefined;

  electionDeadlineUs = NO_DEADLINE;
  heartbeatDeadlineUs = NO_DEADLINE;
  quorumCheckDeadlineUs = NO_DEADLINE;
  /** When the current leader was last heard from; without leases, meaningful only while `leader` is known. */
  leaderContactUs = 0;

  /** Candidates: who has granted a vote, or a pre-vote, in the round under way. */
  readonly votes = new Set<NodeId>();

  /** Followers: up to where this log is known to match the log of this term's leader. */
  matchedIndex = 0;
  /** Followers: the latest round of this term's leader in which a request was accepted; acknowledgements name it. */
  leaderRound = 0;
  /** Followers: the latest round of confirmation that this term's leader was heard to name. */
  leaderReadRound = 0;
  /** Followers: an acknowledgement waits until more of the log is durable. */
  acknowledgementOwed = false;

  /** Leaders: the progress of every other server that is sent the log, ascending by id. */
  readonly peers: Progress[] = [];
  /** Leaders: where the rounds of new peers begin. A server that was dropped and comes back has heard of those below. */
  firstRound = 0;
  /** Leaders: the bytes of this term that are appended and not committed. */
  uncommittedBytes = 0;
  readonly rounds = new ReadRounds();
  /** Leaders: another was told to campaign, so no lease holds in this term any more. */
  leaseRevoked = false;
  /** Ends with the step in which the leadership does. */
  transfer: Transfer | undefined = undefined;

  constructor(options: RaftOptions, durable: DurableState) {
    assertOptions(options);
    assertDurable(durable);
    this.options = options;
    this.id = options.id;
    this.random = new Random(options.seed);
    this.reads = new PendingReads(firstContext(options.seed));
    this.term = durable.term;
    this.votedFor = durable.votedFor;
    this.log = new Log(durable.lastIndex, durable.termRuns.fork(), durable.tail, durable.baseIndex);
    this.configurations = configurationsOf(options, durable);
    this.ledger = new WriteLedger(durable.lastIndex);
    this.commitIndex = durable.appliedIndex;
    this.appliedIndex = durable.appliedIndex;
    this.applyingIndex = durable.appliedIndex;
    this.snapshot = durable.snapshot;
  }

  get durableIndex(): number {
    return this.ledger.durableIndex;
  }

  get snapshotIndex(): number {
    return this.snapshot === undefined ? 0 : this.snapshot.index;
  }

  get baseIndex(): number {
    return this.log.baseIndex;
  }

  get lastIndex(): number {
    return this.log.lastIndex;
  }

  get lastTerm(): number {
    return this.log.lastTerm;
  }

  termAt(index: number): number | undefined {
    return this.log.termAt(index);
  }

  cachedEntry(index: number): Entry | undefined {
    return this.log.cachedAt(index);
  }

  get incomingIndex(): number {
    return this.incoming?.index ?? 0;
  }

  get transferTo(): NodeId {
    return this.transfer?.to ?? NOBODY;
  }

  get confirmedRound(): number {
    return this.rounds.confirmed;
  }

  get leaseEndUs(): number {
    return leaseEndUs(this);
  }

  get hasCommittedInTerm(): boolean {
    return this.log.termAt(this.commitIndex) === this.term;
  }

  /** In force: the latest in the log, committed or not (dissertation §4.1). */
  get configuration(): Configuration {
    return this.configurations.latest.configuration;
  }

  get isConfigurationCommitted(): boolean {
    return this.configurations.latest.index <= this.commitIndex;
  }

  /**
   * Voters campaign. A server that the latest configuration leaves out does so as long as that is not committed: the
   * change may need its log (dissertation §4.2.2). Then it is quiet, as learners are, and servers that joined nothing yet.
   */
  get mayCampaign(): boolean {
    if (isVoter(this.configuration, this.id)) return true;
    return !this.isConfigurationCommitted && isVoter(this.configurations.previous.configuration, this.id);
  }

  /** Adds an entry to the log. A configuration is in force from now on. */
  append(entry: Entry): void {
    this.log.append(entry);
    if (entry.kind === "configuration") this.configurations.append(entry.index, entry.data);
  }

  /** Drops the entry at `index` and all that follow it; what was in force before them is in force again. */
  truncateFrom(index: number): void {
    this.log.truncateFrom(index);
    this.configurations.truncateFrom(index);
  }

  peer(id: NodeId): Progress | undefined {
    for (const peer of this.peers) if (peer.id === id) return peer;
    return undefined;
  }

  /** A copy that shares nothing mutable: entries and messages are immutable, all else is copied. */
  fork(): RaftState {
    return Object.assign(new RaftState(this.options, EMPTY_STATE), this, {
      random: this.random.fork(),
      log: this.log.fork(),
      configurations: this.configurations.fork(),
      ledger: this.ledger.fork(),
      reads: this.reads.fork(),
      votes: new Set(this.votes),
      rounds: this.rounds.fork(),
      peers: this.peers.map((peer) => peer.fork()),
    });
  }
}
