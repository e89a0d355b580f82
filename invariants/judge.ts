import type { History } from "../src/workload/index.ts";
import type { Checker } from "./checker.ts";
import type { Evidence } from "./evidence.ts";
import type { Exercise, ExerciseCounts } from "./exercise.ts";
import { type Listeners, listenersAmong } from "./listeners.ts";
import type { NodeFacts } from "./node-record.ts";
import type { Assurance, ChangeFacts, ConfigurationFacts, EntryFacts, Observations, Violation } from "./observation.ts";

/** Hands each observation to those who want it: the counts, the checkers, and last the evidence. */
export class Judge implements Observations {
  /** Names of the checkers that cannot judge this system. */
  readonly notCheckable: readonly string[];
  readonly history: History;
  private readonly evidence: Evidence;
  private readonly exercise: Exercise;
  private readonly checkers: readonly Checker[];
  private listeners: Listeners;

  constructor(
    evidence: Evidence,
    exercise: Exercise,
    history: History,
    checkers: readonly Checker[],
    notCheckable: readonly string[],
  ) {
    this.evidence = evidence;
    this.exercise = exercise;
    this.history = history;
    this.checkers = checkers;
    this.notCheckable = notCheckable;
    this.listeners = this.listenersBehind([]);
  }

  /** From now on this one is told everything too, before those who judge it. A fork does not know of it. */
  tell(onlooker: Partial<Observations>): void {
    this.listeners = this.listenersBehind([onlooker]);
  }

  /** To be called before each event: its number, and virtual time in microseconds. */
  setNow(event: number, atUs: number): void {
    this.evidence.event = event;
    this.evidence.atUs = atUs;
    this.history.now(event, atUs);
  }

  /** The first violations found of what is expected to hold; each such invariant that broke is among them. */
  get violations(): readonly Violation[] {
    return this.evidence.violations.kept;
  }

  /** Of what only a cluster without liars keeps, the first that fell, where the cluster is not expected to keep it. */
  get fallen(): readonly Violation[] {
    return this.evidence.fallen.kept;
  }

  /** From now on only what each node promises alone must hold: a node has told a lie that Raft does not survive. */
  expectOnlyPromises(): void {
    this.evidence.expectOnlyPromises();
  }

  /** From now on clocks may do anything: nothing is expected of leases any more, nor of how old stale reads may be. */
  distrustClocks(): void {
    this.evidence.distrustClocks();
  }

  get counts(): Readonly<ExerciseCounts> {
    return this.exercise.counts;
  }

  /** How many histories took too many steps to judge: 1 at the most. */
  get historiesTooLong(): number {
    return this.evidence.historiesTooLong;
  }

  /** How many commands of clients were carried out in the log up to an index. A retry is not carried out again. */
  commandsCarriedOut(upTo: number): number {
    return this.exercise.commandsCarriedOut(upTo);
  }

  /** To be called once, when the calm after the storm is over and the nodes that are up should have caught up. */
  finish(members: readonly number[]): void {
    for (const checker of this.checkers) checker.finish?.(members, this.history);
  }

  /** All nodes, node 1 first. */
  nodeFacts(): NodeFacts[] {
    return this.evidence.nodes.map((node) => node.facts());
  }

  fork(): this {
    const evidence = this.evidence.fork();
    const checkers = this.checkers.map((checker) => checker.fork(evidence));
    return new Judge(evidence, this.exercise.fork(), this.history.fork(), checkers, this.notCheckable) as this;
  }

  /** Nobody looks at the evidence when nobody judges, and keeping it costs most of what judging costs. */
  private listenersBehind(first: readonly Partial<Observations>[]): Listeners {
    const { checkers, evidence, exercise, history } = this;
    return listenersAmong([...first, exercise, history, ...checkers, ...(checkers.length > 0 ? [evidence] : [])]);
  }

  restarted(node: number, term: number, votedFor: number, lastIndex: number): void {
    for (const listener of this.listeners.restarted) listener.restarted(node, term, votedFor, lastIndex);
  }

  logRestored(
    node: number,
    baseIndex: number,
    entries: readonly EntryFacts[],
    configuration: ConfigurationFacts,
  ): void {
    for (const listener of this.listeners.logRestored) listener.logRestored(node, baseIndex, entries, configuration);
  }

  crashed(node: number): void {
    for (const listener of this.listeners.crashed) listener.crashed(node);
  }

  termChanged(node: number, term: number): void {
    for (const listener of this.listeners.termChanged) listener.termChanged(node, term);
  }

  becameLeader(node: number, term: number): void {
    for (const listener of this.listeners.becameLeader) listener.becameLeader(node, term);
  }

  steppedDown(node: number, term: number): void {
    for (const listener of this.listeners.steppedDown) listener.steppedDown(node, term);
  }

  voteRequested(node: number, term: number): void {
    for (const listener of this.listeners.voteRequested) listener.voteRequested(node, term);
  }

  voteGranted(node: number, term: number, candidate: number): void {
    for (const listener of this.listeners.voteGranted) listener.voteGranted(node, term, candidate);
  }

  voteRefused(node: number, term: number, candidate: number): void {
    for (const listener of this.listeners.voteRefused) listener.voteRefused(node, term, candidate);
  }

  appendAcknowledged(node: number, term: number, index: number, leader: number): void {
    for (const listener of this.listeners.appendAcknowledged) listener.appendAcknowledged(node, term, index, leader);
  }

  appended(node: number, index: number, term: number, digest: number): void {
    for (const listener of this.listeners.appended) listener.appended(node, index, term, digest);
  }

  truncated(node: number, fromIndex: number): void {
    for (const listener of this.listeners.truncated) listener.truncated(node, fromIndex);
  }

  hardStatePersisted(node: number, term: number, votedFor: number): void {
    for (const listener of this.listeners.hardStatePersisted) listener.hardStatePersisted(node, term, votedFor);
  }

  entryPersisted(node: number, index: number, term: number, digest: number): void {
    for (const listener of this.listeners.entryPersisted) listener.entryPersisted(node, index, term, digest);
  }

  durableTruncated(node: number, fromIndex: number): void {
    for (const listener of this.listeners.durableTruncated) listener.durableTruncated(node, fromIndex);
  }

  committed(node: number, index: number, term: number): void {
    for (const listener of this.listeners.committed) listener.committed(node, index, term);
  }

  applied(node: number, index: number, stateHash: number): void {
    for (const listener of this.listeners.applied) listener.applied(node, index, stateHash);
  }

  machineRestored(node: number, index: number, stateHash: number): void {
    for (const listener of this.listeners.machineRestored) listener.machineRestored(node, index, stateHash);
  }

  commandApplied(node: number, index: number, client: number, sequence: number, executedIndex: number): void {
    for (const listener of this.listeners.commandApplied) {
      listener.commandApplied(node, index, client, sequence, executedIndex);
    }
  }

  sessionTimed(
    node: number,
    index: number,
    stampUs: number,
    logTimeUs: number,
    client: number,
    session: number,
    sequence: number,
    isUsed: boolean,
  ): void {
    for (const listener of this.listeners.sessionTimed) {
      listener.sessionTimed(node, index, stampUs, logTimeUs, client, session, sequence, isUsed);
    }
  }

  configurationAppended(node: number, index: number, term: number, configuration: ConfigurationFacts): void {
    for (const listener of this.listeners.configurationAppended)
      listener.configurationAppended(node, index, term, configuration);
  }

  configurationInForce(node: number, configuration: ConfigurationFacts): void {
    for (const listener of this.listeners.configurationInForce) listener.configurationInForce(node, configuration);
  }

  changeAsked(node: number, change: ChangeFacts): void {
    for (const listener of this.listeners.changeAsked) listener.changeAsked(node, change);
  }

  snapshotTaken(node: number, index: number, stateHash: number, configuration: ConfigurationFacts): void {
    for (const listener of this.listeners.snapshotTaken) listener.snapshotTaken(node, index, stateHash, configuration);
  }

  snapshotInstalled(node: number, index: number, term: number, configuration: ConfigurationFacts): void {
    for (const listener of this.listeners.snapshotInstalled)
      listener.snapshotInstalled(node, index, term, configuration);
  }

  snapshotPersisted(node: number, index: number, term: number): void {
    for (const listener of this.listeners.snapshotPersisted) listener.snapshotPersisted(node, index, term);
  }

  durableCompacted(node: number, index: number): void {
    for (const listener of this.listeners.durableCompacted) listener.durableCompacted(node, index);
  }

  transferStarted(node: number, term: number, to: number): void {
    for (const listener of this.listeners.transferStarted) listener.transferStarted(node, term, to);
  }

  transferEnded(node: number, term: number, to: number, outcome: "deposed" | "timed-out" | "aborted"): void {
    for (const listener of this.listeners.transferEnded) listener.transferEnded(node, term, to, outcome);
  }

  toldToCampaign(node: number, term: number, to: number, lastIndex: number): void {
    for (const listener of this.listeners.toldToCampaign) listener.toldToCampaign(node, term, to, lastIndex);
  }

  campaignForced(node: number, term: number): void {
    for (const listener of this.listeners.campaignForced) listener.campaignForced(node, term);
  }

  roundAnswered(node: number, term: number, round: number, leader: number): void {
    for (const listener of this.listeners.roundAnswered) listener.roundAnswered(node, term, round, leader);
  }

  roundConfirmed(node: number, term: number, round: number): void {
    for (const listener of this.listeners.roundConfirmed) listener.roundConfirmed(node, term, round);
  }

  leaseConfirmed(node: number, term: number, leftUs: number): void {
    for (const listener of this.listeners.leaseConfirmed) listener.leaseConfirmed(node, term, leftUs);
  }

  clientRead(client: number, sequence: number, command: unknown, consistency: Assurance, maxStalenessUs: number): void {
    for (const listener of this.listeners.clientRead)
      listener.clientRead(client, sequence, command, consistency, maxStalenessUs);
  }

  clientInvoked(client: number, sequence: number, command: unknown): void {
    for (const listener of this.listeners.clientInvoked) listener.clientInvoked(client, sequence, command);
  }

  clientReturned(client: number, sequence: number, index: number, result: unknown): void {
    for (const listener of this.listeners.clientReturned) listener.clientReturned(client, sequence, index, result);
  }

  clientSessionExpired(client: number, sequence: number): void {
    for (const listener of this.listeners.clientSessionExpired) listener.clientSessionExpired(client, sequence);
  }

  clientRefused(client: number, sequence: number): void {
    for (const listener of this.listeners.clientRefused) listener.clientRefused(client, sequence);
  }
}
