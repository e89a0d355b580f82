import type { Observations } from "./observation.ts";

/** How often each thing happened. A run in which nothing happened proves nothing. */
export interface ExerciseCounts {
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
export class Exercise implements Observations {
  readonly counts: ExerciseCounts;
  /** By node id. */
  private readonly nodes: NodeCounts[];
  /** By term, the node that asked for votes, or CONTESTED. */
  private readonly candidates: Map<number, number>;
  /** Up to here every command in the log has been counted. */
  private highestApplied: number;
  /** The indexes at which commands were carried out, ascending. */
  private readonly carriedOut: number[];

  constructor(nodeCount: number, original?: Exercise) {
    this.counts = original ? { ...original.counts } : zeroCounts();
    this.candidates = new Map(original?.candidates);
    this.highestApplied = original?.highestApplied ?? 0;
    this.carriedOut = original?.carriedOut.slice() ?? [];
    this.nodes = original
      ? original.nodes.map((node) => ({ ...node }))
      : Array.from({ length: nodeCount + 1 }, () => ({ starts: 0, lastIndex: 0, candidacyTerm: 0 }));
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
  }

  crashed(): void {
    this.counts.crashes++;
  }

  becameLeader(): void {
    this.counts.leadersElected++;
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
  }

  committed(_node: number, index: number): void {
    if (index > this.counts.entriesCommitted) this.counts.entriesCommitted = index;
  }

  applied(): void {
    this.counts.entriesApplied++;
  }

  clientReturned(_client: number, _sequence: number, index: number): void {
    if (index > 0) this.counts.operationsApplied++;
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

  termChanged(): void {}
  steppedDown(): void {}
  appendAcknowledged(): void {}
  hardStatePersisted(): void {}
  entryPersisted(): void {}
  durableTruncated(): void {}
  machineRestored(): void {}
  configurationAppended(): void {}
  snapshotTaken(): void {}
  snapshotInstalled(): void {}
  snapshotPersisted(): void {}
  durableCompacted(): void {}
  transferStarted(): void {}
  transferEnded(): void {}
  clientRead(): void {}
  clientInvoked(): void {}

  fork(): this {
    return new Exercise(0, this) as this;
  }
}

interface NodeCounts {
  starts: number;
  lastIndex: number;
  candidacyTerm: number;
}

function zeroCounts(): ExerciseCounts {
  return {
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
    operationsApplied: 0,
    operationsUnknown: 0,
    operationsExpired: 0,
    retriesDeduplicated: 0,
  };
}
