import { isJoint, isVoter } from "./configuration-facts.ts";
import { countChange, type MembershipCounts, zeroMembershipCounts } from "./membership-counts.ts";
import type { Assurance, ConfigurationFacts, Observations } from "./observation.ts";
import { type ObservedConfiguration, ObservedConfigurations } from "./observed-configurations.ts";
import { type TransferCounts, TransfersUnderWay, zeroTransferCounts } from "./transfer-counts.ts";

/** How often each thing happened. A run in which nothing happened proves nothing. */
export interface ExerciseCounts extends MembershipCounts, TransferCounts {
  /** A node asked for votes in a term; asking several times in one term is one election. */
  electionsStarted: number;
  /** Terms in which two or more nodes asked for votes. */
  contestedElections: number;
  leadersElected: number;
  votesGranted: number;
  votesRefused: number;
  /** A running node dropped at least one entry. */
  conflictsTruncated: number;
  entriesTruncated: number;
  /** The highest index that any node committed. */
  entriesCommitted: number;
  /** By all nodes together: an entry counts once per node, and again when a restarted node applies it again. */
  entriesApplied: number;
  crashes: number;
  /** Starts after a node's first. */
  restarts: number;
  /** Saved by the node that took them. */
  snapshotsTaken: number;
  /** Received from a leader, in memory. */
  snapshotsInstalled: number;
  /** A node dropped the entries below a snapshot from its durable log. */
  logsCompacted: number;
  /** Reads that do not go through the log, by what they promise: those that were answered. */
  linearizableReads: number;
  leaseReads: number;
  staleReads: number;
  operationsApplied: number;
  /** Operations that the client gave up, having had no answer for too long. */
  operationsUnknown: number;
  /** Operations that ended because the client's session had expired. */
  operationsExpired: number;
  /** Entries with a retry of a command that had been carried out: it was answered, and not carried out again. */
  retriesDeduplicated: number;
}

const CONTESTED = -1;

/** Counts what a run exercised. It judges nothing, so that a run without checkers can have it alone as its witness. */
export class Exercise implements Partial<Observations> {
  readonly counts: ExerciseCounts;
  /** By node id. */
  private readonly nodes: NodeCounts[];
  /** By term, the node that asked for votes, or CONTESTED. */
  private readonly candidates: Map<number, number>;
  /** Up to here every command in the log has been counted. */
  private highestApplied: number;
  /** The indexes at which commands were carried out, ascending. */
  private readonly carriedOut: number[];
  /** By client, what its open read promises. */
  private readonly openReads: Map<number, Assurance>;
  private readonly transfers: TransfersUnderWay;

  constructor(nodeCount: number, founders: ObservedConfiguration, original?: Exercise) {
    this.counts = original ? { ...original.counts } : zeroCounts();
    this.candidates = new Map(original?.candidates);
    this.highestApplied = original?.highestApplied ?? 0;
    this.carriedOut = original?.carriedOut.slice() ?? [];
    this.openReads = new Map(original?.openReads);
    this.transfers = new TransfersUnderWay(this.counts, original?.transfers);
    this.nodes = original
      ? original.nodes.map((node) => ({ ...node, configurations: node.configurations.fork() }))
      : Array.from({ length: nodeCount + 1 }, () => zeroNodeCounts(founders));
  }

  /** How many commands were carried out in the log up to an index. */
  commandsCarriedOut(upTo: number): number {
    const above = this.carriedOut.findIndex((index) => index > upTo);
    return above < 0 ? this.carriedOut.length : above;
  }

  restarted(node: number, _term: number, _votedFor: number, lastIndex: number): void {
    const own = this.nodes[node]!;
    own.lastIndex = lastIndex;
    if (own.starts > 0) this.counts.restarts++;
    own.starts++;
    own.commitIndex = 0;
    own.ledTerm = 0;
    own.configurations.restart();
  }

  crashed(node: number): void {
    this.counts.crashes++;
    this.transfers.crashed(node);
  }

  becameLeader(node: number, term: number): void {
    this.counts.leadersElected++;
    this.transfers.becameLeader(node, term);
    this.nodes[node]!.ledTerm = term;
  }

  voteRequested(node: number, term: number): void {
    const own = this.nodes[node]!;
    if (own.candidacyTerm === term) return;
    own.candidacyTerm = term;
    this.counts.electionsStarted++;
    const other = this.candidates.get(term);
    if (other === undefined) this.candidates.set(term, node);
    else if (other !== CONTESTED && other !== node) {
      this.candidates.set(term, CONTESTED);
      this.counts.contestedElections++;
    }
  }

  voteGranted(): void {
    this.counts.votesGranted++;
  }

  voteRefused(): void {
    this.counts.votesRefused++;
  }

  appended(node: number, index: number): void {
    this.nodes[node]!.lastIndex = index;
  }

  truncated(node: number, fromIndex: number): void {
    const own = this.nodes[node]!;
    if (fromIndex > own.lastIndex) return;
    this.counts.conflictsTruncated++;
    this.counts.entriesTruncated += own.lastIndex - fromIndex + 1;
    own.lastIndex = fromIndex - 1;
    if (own.configurations.memory.index >= fromIndex) this.rollBack(own.configurations, fromIndex);
  }

  configurationAppended(node: number, index: number, term: number, facts: ConfigurationFacts): void {
    const { configurations, ledTerm } = this.nodes[node]!;
    if (ledTerm === term) countChange(this.counts, configurations.memory.facts, facts);
    configurations.append(index, term, facts);
  }

  entryPersisted(node: number, index: number, term: number): void {
    this.nodes[node]!.configurations.persist(index, term);
  }

  durableTruncated(node: number, fromIndex: number): void {
    this.nodes[node]!.configurations.truncateDurable(fromIndex);
  }

  snapshotTaken(): void {
    this.counts.snapshotsTaken++;
  }

  snapshotInstalled(node: number, index: number, term: number, facts: ConfigurationFacts): void {
    this.counts.snapshotsInstalled++;
    const own = this.nodes[node]!;
    own.lastIndex = index;
    own.configurations.install(index, term, facts);
  }

  snapshotPersisted(node: number, index: number, term: number): void {
    this.nodes[node]!.configurations.persistSnapshot(index, term);
  }

  durableCompacted(): void {
    this.counts.logsCompacted++;
  }

  transferStarted(node: number, term: number, to: number): void {
    this.transfers.transferStarted(node, term, to);
  }

  transferEnded(node: number, term: number, to: number, outcome: "deposed" | "timed-out" | "aborted"): void {
    this.transfers.transferEnded(node, term, to, outcome);
  }

  committed(node: number, index: number, term: number): void {
    if (index > this.counts.entriesCommitted) this.counts.entriesCommitted = index;
    const own = this.nodes[node]!;
    const newest = own.configurations.memory;
    if (newest.index > own.commitIndex && newest.index <= index && newest.term === term && own.ledTerm === term) {
      if (!isVoter(newest.facts, node)) this.counts.leadersRemoved++;
    }
    own.commitIndex = index;
  }

  applied(): void {
    this.counts.entriesApplied++;
  }

  clientRead(client: number, _sequence: number, _command: unknown, consistency: Assurance): void {
    this.openReads.set(client, consistency);
  }

  clientReturned(client: number, _sequence: number, index: number, result: unknown): void {
    const consistency = this.openReads.get(client);
    if (consistency !== undefined) this.readReturned(client, consistency, result !== undefined);
    else if (index > 0) this.counts.operationsApplied++;
    else this.counts.operationsUnknown++;
  }

  clientSessionExpired(): void {
    this.counts.operationsExpired++;
  }

  commandApplied(_node: number, index: number, _client: number, _sequence: number, executedIndex: number): void {
    if (index <= this.highestApplied) return;
    this.highestApplied = index;
    if (executedIndex === index) this.carriedOut.push(index);
    else if (executedIndex > 0) this.counts.retriesDeduplicated++;
  }

  fork(): this {
    return new Exercise(0, this.nodes[0]!.configurations.memory, this) as this;
  }

  private rollBack(configurations: ObservedConfigurations, fromIndex: number): void {
    const before = configurations.memory;
    configurations.truncate(fromIndex);
    for (let one = before; one !== configurations.memory; one = one.previous!) {
      this.counts.configurationsRolledBack++;
      if (isJoint(one.facts)) this.counts.jointConfigurationsRolledBack++;
    }
  }

  private readReturned(client: number, consistency: Assurance, isAnswered: boolean): void {
    this.openReads.delete(client);
    if (!isAnswered) this.counts.operationsUnknown++;
    else if (consistency === "linearizable") this.counts.linearizableReads++;
    else if (consistency === "lease") this.counts.leaseReads++;
    else if (consistency === "stale") this.counts.staleReads++;
  }
}

interface NodeCounts {
  starts: number;
  lastIndex: number;
  candidacyTerm: number;
  commitIndex: number;
  /** The last term that it led in this incarnation; 0 if none. */
  ledTerm: number;
  configurations: ObservedConfigurations;
}

function zeroNodeCounts(founders: ObservedConfiguration): NodeCounts {
  const configurations = new ObservedConfigurations(founders);
  return { starts: 0, lastIndex: 0, candidacyTerm: 0, commitIndex: 0, ledTerm: 0, configurations };
}

function zeroCounts(): ExerciseCounts {
  return {
    ...zeroMembershipCounts(),
    ...zeroTransferCounts(),
    electionsStarted: 0,
    contestedElections: 0,
    leadersElected: 0,
    votesGranted: 0,
    votesRefused: 0,
    conflictsTruncated: 0,
    entriesTruncated: 0,
    entriesCommitted: 0,
    entriesApplied: 0,
    crashes: 0,
    restarts: 0,
    snapshotsTaken: 0,
    snapshotsInstalled: 0,
    logsCompacted: 0,
    linearizableReads: 0,
    leaseReads: 0,
    staleReads: 0,
    operationsApplied: 0,
    operationsUnknown: 0,
    operationsExpired: 0,
    retriesDeduplicated: 0,
  };
}
