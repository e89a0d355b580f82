import type { SessionLimits } from "../src/machine/index.ts";
import type { History, Operation } from "../src/workload/index.ts";
import type { Checker } from "./checker.ts";
import type { Model } from "./client/linearizability/index.ts";
import { LogReplay } from "./client/log-replay.ts";
import { DecidedLog } from "./decided-log.ts";
import { Executions } from "./executions.ts";
import { HighWater } from "./high-water.ts";
import type { NodeRecord } from "./node-record.ts";
import type { ConfigurationFacts, Observations } from "./observation.ts";
import { foundersConfiguration, type ObservedConfiguration } from "./observed-configurations.ts";
import { type Moment, Sightings } from "./sightings.ts";
import { TermTable } from "./term-table.ts";
import { ViolationLog } from "./violation-log.ts";

/** What must hold: every property, or, where nodes lie, only what honest nodes promise alone. */
export type Expectation = "safety" | "promises";

const FOR_EVER = Number.POSITIVE_INFINITY;

export const UNLIMITED_SESSIONS: SessionLimits = { maxSessions: FOR_EVER, maxReplies: FOR_EVER, expiryUs: FOR_EVER };

/**
 * What all checkers need to know of the past, recorded once.
 *
 * The judge hands an observation to the checkers first and to the evidence last. So a checker compares what happens
 * now, its arguments, with what was so before, the evidence.
 */
export class Evidence implements Partial<Observations>, Moment {
  event = 0;
  atUs = 0;
  /** All servers that can ever belong to the cluster, node 1 first. */
  readonly nodes: readonly NodeRecord[];
  readonly decided: DecidedLog;
  /** The newest configuration of the decided log. */
  configuration: ObservedConfiguration;
  /** The first node that became leader of each term, for all terms ever. */
  readonly leaders: TermTable;
  /** Indexes by the term in which a node was first seen to commit them. */
  readonly commits: HighWater;
  /** The machine's state hash after each index, as first seen. Row 0 is the empty machine. */
  readonly states: Sightings;
  /** Which commands of clients were carried out, and where. */
  readonly executions: Executions;
  /** What the machine does, if that is known. */
  readonly model: Model<unknown, unknown> | undefined;
  /** How many microseconds the slowest clock of a node counts for every 1,000; 0: it may stand still. */
  slowestClockPerMille: number;
  /** And the fastest; 0: it may jump. */
  fastestClockPerMille = 0;
  /** How long a follower waits for its leader at the least; a transfer takes no longer. */
  electionTimeoutUs = FOR_EVER;
  /** How many entries below a snapshot of its own a node keeps; undefined if it may keep as many as it likes. */
  keptEntries: number | undefined = undefined;
  /** Of the sessions of clients. */
  sessionLimits: SessionLimits = UNLIMITED_SESSIONS;
  /** Whether clocks keep the bound that leases need. */
  leasesHold = true;
  /** Histories that took too many steps to judge. */
  historiesTooLong = 0;
  private expects: Expectation;
  private replay: LogReplay | undefined = undefined;
  readonly violations: ViolationLog;
  /** What cluster checkers found where safety is not expected. */
  readonly fallen: ViolationLog;

  constructor(
    nodes: readonly NodeRecord[],
    expects: Expectation,
    model: Model<unknown, unknown> | undefined,
    configuration = foundersConfiguration([]),
    slowestClockPerMille = 0,
    decided = new DecidedLog(),
    commits = new HighWater(),
    states = new Sightings(),
    violations = new ViolationLog(),
    fallen = new ViolationLog(),
    leaders = new TermTable(),
    executions = new Executions(),
  ) {
    this.nodes = nodes;
    this.expects = expects;
    this.model = model;
    this.slowestClockPerMille = slowestClockPerMille;
    this.decided = decided;
    this.commits = commits;
    this.states = states;
    this.violations = violations;
    this.fallen = fallen;
    this.leaders = leaders;
    this.executions = executions;
    this.configuration = configuration;
  }

  node(id: number): NodeRecord {
    return this.nodes[id - 1]!;
  }

  /** The configuration in force at an index of the decided log. */
  configurationAt(index: number): ConfigurationFacts {
    let found = this.configuration;
    while (found.index > index && found.previous !== undefined) found = found.previous;
    return found.facts;
  }

  /** From now on only what each node promises alone must hold. */
  expectOnlyPromises(): void {
    this.expects = "promises";
  }

  /** From now on clocks may do anything. */
  distrustClocks(): void {
    this.slowestClockPerMille = 0;
    this.distrustLeases();
  }

  /** From now on clocks may break the bound that leases need. */
  distrustLeases(): void {
    this.fastestClockPerMille = 0;
    this.leasesHold = false;
  }

  /**
   * Whether an operation of a client has a place in the one order of all. Stale reads may show what was so before, and what
   * is eventual what one node has heard: they have none, and nor has what was refused.
   */
  mustHavePlace({ consistency, refused }: Operation): boolean {
    if (refused || consistency === "stale" || consistency === "eventual") return false;
    return consistency !== "lease" || this.leasesHold;
  }

  /** What the history comes to in the order of the log; only for the end of a run. Undefined without a model. */
  replayOf(history: History): LogReplay | undefined {
    const { executions, model } = this;
    const counts = (operation: Operation) => this.mustHavePlace(operation);
    this.replay ??= model && new LogReplay(history, executions, model, counts);
    return this.replay;
  }

  report(by: Pick<Checker, "name" | "promisedBy">, nodes: readonly number[], message: string): void {
    const log = by.promisedBy === "node" || this.expects === "safety" ? this.violations : this.fallen;
    log.report(by.name, this, nodes, message);
  }

  restarted(node: number, term: number): void {
    const record = this.node(node);
    record.up = true;
    record.term = term;
    record.leadingTerm = 0;
    record.commitIndex = 0;
    record.appliedIndex = 0;
    record.stateHash = 0;
    record.logs.restart();
    record.configurations.restart();
  }

  crashed(node: number): void {
    const record = this.node(node);
    record.up = false;
    record.leadingTerm = 0;
  }

  /** Leadership is of one term: it ends with it. */
  termChanged(node: number, term: number): void {
    const record = this.node(node);
    record.term = term;
    if (record.leadingTerm !== term) record.leadingTerm = 0;
  }

  becameLeader(node: number, term: number): void {
    this.node(node).leadingTerm = term;
    this.leaders.note(term, node, node, this);
  }

  steppedDown(node: number): void {
    this.node(node).leadingTerm = 0;
  }

  /** A candidate votes for itself (§5.2). */
  voteRequested(node: number, term: number): void {
    this.node(node).votes.note(term, node, node, this);
  }

  voteGranted(node: number, term: number, candidate: number): void {
    this.node(node).votes.note(term, candidate, node, this);
  }

  appended(node: number, index: number, term: number, digest: number): void {
    this.node(node).logs.append(index, term, digest);
  }

  truncated(node: number, fromIndex: number): void {
    const { configurations, logs } = this.node(node);
    logs.truncate(fromIndex);
    configurations.truncate(fromIndex);
  }

  configurationAppended(node: number, index: number, term: number, configuration: ConfigurationFacts): void {
    this.node(node).configurations.append(index, term, configuration);
  }

  hardStatePersisted(node: number, term: number, votedFor: number): void {
    const record = this.node(node);
    record.durableTerm = term;
    record.durableVote = votedFor;
  }

  entryPersisted(node: number, index: number, term: number, digest: number): void {
    const { configurations, logs } = this.node(node);
    logs.persist(index, term, digest);
    configurations.persist(index, term);
  }

  durableTruncated(node: number, fromIndex: number): void {
    const { configurations, logs } = this.node(node);
    logs.truncateDurable(fromIndex);
    configurations.truncateDurable(fromIndex);
  }

  snapshotTaken(node: number, index: number): void {
    this.noteSnapshot(node, index);
  }

  snapshotInstalled(node: number, index: number, term: number, configuration: ConfigurationFacts): void {
    const { configurations, logs } = this.node(node);
    logs.install(this.decided, index, term);
    configurations.install(index, term, configuration);
  }

  snapshotPersisted(node: number, index: number, term: number): void {
    const { configurations, logs } = this.node(node);
    logs.persistSnapshot(index, term);
    configurations.persistSnapshot(index, term);
    this.noteSnapshot(node, index);
  }

  committed(node: number, index: number, term: number): void {
    const record = this.node(node);
    record.commitIndex = index;
    this.decide(record, index);
    this.commits.raise(term, index);
  }

  applied(node: number, index: number, stateHash: number): void {
    const record = this.node(node);
    record.appliedIndex = index;
    record.stateHash = stateHash;
    this.decide(record, index);
    if (!this.states.has(index)) this.states.note(index, stateHash, node, this);
  }

  machineRestored(node: number, index: number, stateHash: number): void {
    const record = this.node(node);
    record.appliedIndex = index;
    record.stateHash = stateHash;
    if (!this.states.has(index)) this.states.note(index, stateHash, node, this);
  }

  commandApplied(_node: number, index: number, client: number, sequence: number, executedIndex: number): void {
    this.executions.note(index, client, sequence, executedIndex);
  }

  fork(): Evidence {
    const copy = new Evidence(
      this.nodes.map((node) => node.fork()),
      this.expects,
      this.model,
      this.configuration,
      this.slowestClockPerMille,
      this.decided.fork(),
      this.commits.fork(),
      this.states.fork(),
      this.violations.fork(),
      this.fallen.fork(),
      this.leaders.fork(),
      this.executions.fork(),
    );
    copy.fastestClockPerMille = this.fastestClockPerMille;
    copy.sessionLimits = this.sessionLimits;
    copy.electionTimeoutUs = this.electionTimeoutUs;
    copy.keptEntries = this.keptEntries;
    copy.leasesHold = this.leasesHold;
    copy.event = this.event;
    copy.atUs = this.atUs;
    copy.historiesTooLong = this.historiesTooLong;
    return copy;
  }

  /** The node decides its log up to `index`, and the configurations in it. */
  private decide(record: NodeRecord, index: number): void {
    const { decided } = this;
    const before = decided.length;
    if (index <= before) return;
    decided.extend(record.logs.memory, index, record.id, this);
    if (record.configurations.memory.index > before) this.decideConfigurations(record.configurations.memory, before);
  }

  /** Those of the list that the decided log gained when it grew beyond `before`. */
  private decideConfigurations(newest: ObservedConfiguration, before: number): void {
    if (newest.index <= before) return;
    if (newest.previous !== undefined) this.decideConfigurations(newest.previous, before);
    if (newest.index <= this.decided.length) this.configuration = { ...newest, previous: this.configuration };
  }

  private noteSnapshot(node: number, index: number): void {
    const record = this.node(node);
    record.snapshotIndex = Math.max(record.snapshotIndex, index);
  }
}
