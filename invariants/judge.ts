import type { History } from "../src/workload/index.ts";
import type { Checker } from "./checker.ts";
import type { Evidence } from "./evidence.ts";
import type { Exercise, ExerciseCounts } from "./exercise.ts";
import { type Listeners, listenersAmong } from "./listeners.ts";
import type { NodeFacts } from "./node-record.ts";
import type { Assurance, ChangeFacts, ConfigurationFacts, EntryFacts, Observations, Violation } from "./observation.ts";
import { Seats } from "./seats.ts";

/** Hands each observation to those who want it: the counts, the checkers, and last the evidence. */
export class Judge implements Observations {
  /** Names of the checkers that cannot judge this system. */
  readonly notCheckable: readonly string[];
  readonly history: History;
  private readonly evidence: Evidence;
  private readonly exercise: Exercise;
  private readonly checkers: readonly Checker[];
  private listeners: Listeners;
  private seats: Seats;

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
    this.listeners = listenersAmong(this.own);
    this.seats = new Seats(undefined, this.own);
  }

  /** From now on this one is told everything too, before those who judge it. A fork does not know of it. */
  tell(onlooker: Partial<Observations>): void {
    this.listeners = listenersAmong([onlooker, ...this.own]);
    this.seats = new Seats(onlooker, this.own);
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

  /** From now on nothing is expected of leases any more: a clock was set, or runs at another rate than at first. */
  distrustLeases(): void {
    this.evidence.distrustLeases();
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
  private get own(): readonly Partial<Observations>[] {
    const { checkers, evidence, exercise, history } = this;
    return [exercise, history, ...checkers, ...(checkers.length > 0 ? [evidence] : [])];
  }

  restarted(node: number, term: number, votedFor: number, lastIndex: number): void {
    for (const { listener, hear } of this.listeners.restarted) hear.call(listener, node, term, votedFor, lastIndex);
  }

  logRestored(
    node: number,
    baseIndex: number,
    entries: readonly EntryFacts[],
    configuration: ConfigurationFacts,
  ): void {
    for (const { listener, hear } of this.listeners.logRestored)
      hear.call(listener, node, baseIndex, entries, configuration);
  }

  crashed(node: number): void {
    for (const { listener, hear } of this.listeners.crashed) hear.call(listener, node);
  }

  termChanged(node: number, term: number): void {
    for (const { listener, hear } of this.listeners.termChanged) hear.call(listener, node, term);
  }

  becameLeader(node: number, term: number): void {
    for (const { listener, hear } of this.listeners.becameLeader) hear.call(listener, node, term);
  }

  steppedDown(node: number, term: number): void {
    for (const { listener, hear } of this.listeners.steppedDown) hear.call(listener, node, term);
  }

  voteRequested(node: number, term: number): void {
    for (const { listener, hear } of this.listeners.voteRequested) hear.call(listener, node, term);
  }

  voteGranted(node: number, term: number, candidate: number): void {
    for (const { listener, hear } of this.listeners.voteGranted) hear.call(listener, node, term, candidate);
  }

  voteRefused(node: number, term: number, candidate: number): void {
    for (const { listener, hear } of this.listeners.voteRefused) hear.call(listener, node, term, candidate);
  }

  appendAcknowledged(node: number, term: number, index: number, leader: number): void {
    this.seats.appendAcknowledged(node, term, index, leader);
  }

  appended(node: number, index: number, term: number, digest: number): void {
    this.seats.appended(node, index, term, digest);
  }

  truncated(node: number, fromIndex: number): void {
    for (const { listener, hear } of this.listeners.truncated) hear.call(listener, node, fromIndex);
  }

  hardStatePersisted(node: number, term: number, votedFor: number): void {
    for (const { listener, hear } of this.listeners.hardStatePersisted) hear.call(listener, node, term, votedFor);
  }

  entryPersisted(node: number, index: number, term: number, digest: number): void {
    this.seats.entryPersisted(node, index, term, digest);
  }

  durableTruncated(node: number, fromIndex: number): void {
    for (const { listener, hear } of this.listeners.durableTruncated) hear.call(listener, node, fromIndex);
  }

  committed(node: number, index: number, term: number): void {
    this.seats.committed(node, index, term);
  }

  applied(node: number, index: number, stateHash: number): void {
    this.seats.applied(node, index, stateHash);
  }

  machineRestored(node: number, index: number, stateHash: number): void {
    for (const { listener, hear } of this.listeners.machineRestored) hear.call(listener, node, index, stateHash);
  }

  commandApplied(node: number, index: number, client: number, sequence: number, executedIndex: number): void {
    this.seats.commandApplied(node, index, client, sequence, executedIndex);
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
    this.seats.sessionTimed(node, index, stampUs, logTimeUs, client, session, sequence, isUsed);
  }

  configurationAppended(node: number, index: number, term: number, configuration: ConfigurationFacts): void {
    for (const { listener, hear } of this.listeners.configurationAppended)
      hear.call(listener, node, index, term, configuration);
  }

  configurationInForce(node: number, configuration: ConfigurationFacts): void {
    for (const { listener, hear } of this.listeners.configurationInForce) hear.call(listener, node, configuration);
  }

  changeAsked(node: number, change: ChangeFacts): void {
    for (const { listener, hear } of this.listeners.changeAsked) hear.call(listener, node, change);
  }

  snapshotTaken(node: number, index: number, stateHash: number, configuration: ConfigurationFacts): void {
    for (const { listener, hear } of this.listeners.snapshotTaken)
      hear.call(listener, node, index, stateHash, configuration);
  }

  snapshotInstalled(node: number, index: number, term: number, configuration: ConfigurationFacts): void {
    for (const { listener, hear } of this.listeners.snapshotInstalled)
      hear.call(listener, node, index, term, configuration);
  }

  snapshotPersisted(node: number, index: number, term: number): void {
    for (const { listener, hear } of this.listeners.snapshotPersisted) hear.call(listener, node, index, term);
  }

  durableCompacted(node: number, index: number): void {
    for (const { listener, hear } of this.listeners.durableCompacted) hear.call(listener, node, index);
  }

  transferStarted(node: number, term: number, to: number): void {
    for (const { listener, hear } of this.listeners.transferStarted) hear.call(listener, node, term, to);
  }

  transferEnded(node: number, term: number, to: number, outcome: "deposed" | "timed-out" | "aborted"): void {
    for (const { listener, hear } of this.listeners.transferEnded) hear.call(listener, node, term, to, outcome);
  }

  toldToCampaign(node: number, term: number, to: number, lastIndex: number): void {
    for (const { listener, hear } of this.listeners.toldToCampaign) hear.call(listener, node, term, to, lastIndex);
  }

  campaignForced(node: number, term: number): void {
    for (const { listener, hear } of this.listeners.campaignForced) hear.call(listener, node, term);
  }

  roundAnswered(node: number, term: number, round: number, leader: number): void {
    for (const { listener, hear } of this.listeners.roundAnswered) hear.call(listener, node, term, round, leader);
  }

  roundConfirmed(node: number, term: number, round: number): void {
    for (const { listener, hear } of this.listeners.roundConfirmed) hear.call(listener, node, term, round);
  }

  leaseConfirmed(node: number, term: number, leftUs: number): void {
    for (const { listener, hear } of this.listeners.leaseConfirmed) hear.call(listener, node, term, leftUs);
  }

  clientRead(client: number, sequence: number, command: unknown, consistency: Assurance, maxStalenessUs: number): void {
    for (const { listener, hear } of this.listeners.clientRead)
      hear.call(listener, client, sequence, command, consistency, maxStalenessUs);
  }

  clientInvoked(client: number, sequence: number, command: unknown): void {
    for (const { listener, hear } of this.listeners.clientInvoked) hear.call(listener, client, sequence, command);
  }

  clientReturned(client: number, sequence: number, index: number, result: unknown): void {
    for (const { listener, hear } of this.listeners.clientReturned)
      hear.call(listener, client, sequence, index, result);
  }

  clientSessionExpired(client: number, sequence: number): void {
    for (const { listener, hear } of this.listeners.clientSessionExpired) hear.call(listener, client, sequence);
  }

  clientRefused(client: number, sequence: number): void {
    for (const { listener, hear } of this.listeners.clientRefused) hear.call(listener, client, sequence);
  }
}
