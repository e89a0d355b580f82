import type { SessionLimits } from "../src/machine/index.ts";
import type { History } from "../src/workload/index.ts";
import type { Checker, CheckerClass } from "./checker.ts";
import { allCheckers } from "./checkers.ts";
import type { Model } from "./client/linearizability/index.ts";
import { Evidence, type Expectation, UNLIMITED_SESSIONS } from "./evidence.ts";
import { Exercise, type ExerciseCounts } from "./exercise.ts";
import { type NodeFacts, NodeRecord } from "./node-record.ts";
import type {
  Assurance,
  ChangeFacts,
  ConfigurationFacts,
  EntryFacts,
  ObservationName,
  Observations,
  Violation,
} from "./observation.ts";
import { foundersConfiguration, ObservedConfigurations } from "./observed-configurations.ts";

export interface JudgeConfig {
  /** All servers that can ever belong to the cluster: ids 1 to `nodes`. */
  readonly nodes: number;
  /** Those that are voters from the beginning. The others join later, or never. */
  readonly founders: readonly number[];
  /** The observations that the system under test makes. */
  readonly supplied: readonly ObservationName[];
  /** Where client operations are recorded; empty as yet. */
  readonly history: History;
  readonly expects: Expectation;
  /** What the machine does; without it nobody can say whether the history is linearizable. */
  readonly model?: Model<unknown, unknown>;
  /**
   * How many microseconds the slowest clock of a node counts for every 1,000 of the world's, at any time; 0, if not
   * given: it may stand still, and then nobody can say how old a stale read may be.
   */
  readonly slowestClockPerMille?: number;
  /** The same of the fastest; 0, if not given: it may jump, and then nobody can say how long a lease lasts. */
  readonly fastestClockPerMille?: number;
  /** The shortest election timeout of all nodes; if not given, nobody can say how long a transfer may take. */
  readonly electionTimeoutUs?: number;
  /** How many entries below its snapshot each node keeps; if not given, nobody can say. */
  readonly keptEntries?: number;
  /** How many sessions there are at the most, and for how long; if not given, as many as are opened, and for ever. */
  readonly sessionLimits?: SessionLimits;
}

/** Appoints a judge over a cluster that has not yet started. */
export function appointJudge(config: JudgeConfig, classes: readonly CheckerClass[] = allCheckers()): Judge {
  const founders = foundersConfiguration(config.founders);
  const nodes = Array.from(
    { length: config.nodes },
    (_, place) => new NodeRecord(place + 1, new ObservedConfigurations(founders)),
  );
  const evidence = new Evidence(nodes, config.expects, config.model, founders, config.slowestClockPerMille);
  evidence.fastestClockPerMille = config.fastestClockPerMille ?? 0;
  evidence.electionTimeoutUs = config.electionTimeoutUs ?? Number.POSITIVE_INFINITY;
  evidence.keptEntries = config.keptEntries;
  evidence.sessionLimits = config.sessionLimits ?? UNLIMITED_SESSIONS;
  const checkers: Checker[] = [];
  const notCheckable: string[] = [];
  for (const CheckerClass of classes) {
    const checker = new CheckerClass(evidence);
    const lacksModel = checker.needsModel === true && config.model === undefined;
    if (!lacksModel && checker.needs.every((name) => config.supplied.includes(name))) checkers.push(checker);
    else notCheckable.push(checker.name);
  }
  return new Judge(evidence, new Exercise(config.nodes, founders), config.history, checkers, notCheckable);
}

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

/** Who wants which observation. One list, and so one call site with few classes, per observation: that keeps calls cheap. */
type Listeners = { readonly [Name in ObservationName]: readonly Pick<Observations, Name>[] };

function listenersAmong(all: readonly Partial<Observations>[]): Listeners {
  const of = <Name extends ObservationName>(name: Name) =>
    all.filter((one): one is Pick<Observations, Name> => one[name] !== undefined);
  return {
    restarted: of("restarted"),
    logRestored: of("logRestored"),
    crashed: of("crashed"),
    termChanged: of("termChanged"),
    becameLeader: of("becameLeader"),
    steppedDown: of("steppedDown"),
    voteRequested: of("voteRequested"),
    voteGranted: of("voteGranted"),
    voteRefused: of("voteRefused"),
    appendAcknowledged: of("appendAcknowledged"),
    appended: of("appended"),
    truncated: of("truncated"),
    hardStatePersisted: of("hardStatePersisted"),
    entryPersisted: of("entryPersisted"),
    durableTruncated: of("durableTruncated"),
    committed: of("committed"),
    applied: of("applied"),
    machineRestored: of("machineRestored"),
    commandApplied: of("commandApplied"),
    sessionTimed: of("sessionTimed"),
    configurationAppended: of("configurationAppended"),
    configurationInForce: of("configurationInForce"),
    changeAsked: of("changeAsked"),
    snapshotTaken: of("snapshotTaken"),
    snapshotInstalled: of("snapshotInstalled"),
    snapshotPersisted: of("snapshotPersisted"),
    durableCompacted: of("durableCompacted"),
    transferStarted: of("transferStarted"),
    transferEnded: of("transferEnded"),
    toldToCampaign: of("toldToCampaign"),
    campaignForced: of("campaignForced"),
    roundAnswered: of("roundAnswered"),
    roundConfirmed: of("roundConfirmed"),
    leaseConfirmed: of("leaseConfirmed"),
    clientRead: of("clientRead"),
    clientInvoked: of("clientInvoked"),
    clientReturned: of("clientReturned"),
    clientSessionExpired: of("clientSessionExpired"),
    clientRefused: of("clientRefused"),
  };
}
