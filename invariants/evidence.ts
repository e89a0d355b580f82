import type { Checker } from "./checker.ts";
import type { Model } from "./client/linearizability/index.ts";
import { DecidedLog } from "./decided-log.ts";
import { HighWater } from "./high-water.ts";
import type { NodeRecord } from "./node-record.ts";
import type { Observations } from "./observation.ts";
import { type Moment, Sightings } from "./sightings.ts";
import { TermTable } from "./term-table.ts";
import { ViolationLog } from "./violation-log.ts";

/** What must hold: every property, or, where nodes lie, only what honest nodes promise alone. */
export type Expectation = "safety" | "promises";

/**
 * What all checkers need to know of the past, recorded once.
 *
 * The judge hands an observation to the checkers first and to the evidence last. So a checker compares what happens
 * now, its arguments, with what was so before, the evidence.
 */
export class Evidence implements Partial<Observations>, Moment {
  event = 0;
  atUs = 0;
  /** All servers of the cluster, node 1 first. */
  readonly nodes: readonly NodeRecord[];
  readonly decided: DecidedLog;
  /** The first node that became leader of each term, for all terms ever. */
  readonly leaders: TermTable;
  /** Indexes by the term in which a node was first seen to commit them. */
  readonly commits: HighWater;
  /** The machine's state hash after each index, as first seen. Row 0 is the empty machine. */
  readonly states: Sightings;
  /** What the machine does, if that is known. */
  readonly model: Model<unknown, unknown> | undefined;
  /** How many microseconds the slowest clock of a node counts for every 1,000; 0: it may stand still. */
  slowestClockPerMille: number;
  /** Whether clocks keep the bound that leases need. */
  leasesHold = true;
  /** Histories that took too many steps to judge. */
  historiesTooLong = 0;
  private expects: Expectation;
  readonly violations: ViolationLog;
  /** What cluster checkers found where safety is not expected. */
  readonly fallen: ViolationLog;

  constructor(
    nodes: readonly NodeRecord[],
    expects: Expectation,
    model: Model<unknown, unknown> | undefined,
    slowestClockPerMille = 0,
    decided = new DecidedLog(),
    commits = new HighWater(),
    states = new Sightings(),
    violations = new ViolationLog(),
    fallen = new ViolationLog(),
    leaders = new TermTable(),
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
  }

  node(id: number): NodeRecord {
    return this.nodes[id - 1]!;
  }

  /** Whether `count` servers are more than half of the cluster. */
  isMajority(count: number): boolean {
    return count * 2 > this.nodes.length;
  }

  /** From now on only what each node promises alone must hold. */
  expectOnlyPromises(): void {
    this.expects = "promises";
  }

  /** From now on clocks may do anything. */
  distrustClocks(): void {
    this.slowestClockPerMille = 0;
    this.leasesHold = false;
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
    this.node(node).logs.truncate(fromIndex);
  }

  hardStatePersisted(node: number, term: number, votedFor: number): void {
    const record = this.node(node);
    record.durableTerm = term;
    record.durableVote = votedFor;
  }

  entryPersisted(node: number, index: number, term: number, digest: number): void {
    this.node(node).logs.persist(index, term, digest);
  }

  durableTruncated(node: number, fromIndex: number): void {
    this.node(node).logs.truncateDurable(fromIndex);
  }

  committed(node: number, index: number, term: number): void {
    const record = this.node(node);
    record.commitIndex = index;
    this.decided.extend(record.logs.memory, index, node, this);
    this.commits.raise(term, index);
  }

  applied(node: number, index: number, stateHash: number): void {
    const record = this.node(node);
    record.appliedIndex = index;
    record.stateHash = stateHash;
    this.decided.extend(record.logs.memory, index, node, this);
    if (!this.states.has(index)) this.states.note(index, stateHash, node, this);
  }

  machineRestored(node: number, index: number, stateHash: number): void {
    const record = this.node(node);
    record.appliedIndex = index;
    record.stateHash = stateHash;
    if (!this.states.has(index)) this.states.note(index, stateHash, node, this);
  }

  fork(): Evidence {
    const copy = new Evidence(
      this.nodes.map((node) => node.fork()),
      this.expects,
      this.model,
      this.slowestClockPerMille,
      this.decided.fork(),
      this.commits.fork(),
      this.states.fork(),
      this.violations.fork(),
      this.fallen.fork(),
      this.leaders.fork(),
    );
    copy.leasesHold = this.leasesHold;
    copy.event = this.event;
    copy.atUs = this.atUs;
    copy.historiesTooLong = this.historiesTooLong;
    return copy;
  }
}
