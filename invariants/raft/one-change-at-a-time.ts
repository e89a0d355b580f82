import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import type { Moment } from "../sightings.ts";
import { momentPhrase, nodeName } from "../words.ts";

/** A configuration that a leader appended before its permission was observed. */
interface EarlyChange extends Moment {
  readonly node: number;
  readonly index: number;
  readonly term: number;
  readonly previousIndex: number;
  /** What the leader had committed when this was told last. */
  readonly commitIndex: number;
}

/**
 * A leader appends a configuration only when it has committed the one before (dissertation §4.1), and an entry of its own
 * term (Ongaro, raft-dev, 2015): else two leaders can change the same configuration, each on its own.
 *
 * What a node does in one event is told piece by piece: the commitment that permits a change may be told after it. So a
 * change is found wrong only once its event is over.
 */
export class OneChangeAtATime implements Checker {
  readonly name = "one-change-at-a-time";
  readonly promisedBy = "node";
  readonly needs = [...LOG_OBSERVATIONS, "becameLeader", "steppedDown", "committed", "configurationAppended"] as const;
  private readonly evidence: Evidence;
  /** By node: the last index of its log when it was elected last. */
  private readonly electedAt: number[];
  private early: readonly EarlyChange[];

  constructor(evidence: Evidence, electedAt: number[] = [], early: readonly EarlyChange[] = []) {
    this.evidence = evidence;
    this.electedAt = electedAt;
    this.early = early;
  }

  becameLeader(node: number): void {
    this.settle();
    this.electedAt[node] = this.evidence.node(node).logs.memory.length;
  }

  configurationAppended(node: number, index: number, term: number): void {
    this.settle();
    const { commitIndex, configurations, leadingTerm } = this.evidence.node(node);
    if (leadingTerm !== term) return;
    const { index: previousIndex } = configurations.memory;
    const { event, atUs } = this.evidence;
    const change = { node, index, term, previousIndex, commitIndex, event, atUs };
    if (!this.isPermitted(change)) this.early = [...this.early, change];
  }

  committed(node: number, index: number): void {
    if (this.early.length === 0) return;
    this.settle();
    this.early = this.early
      .map((change) => (change.node === node ? { ...change, commitIndex: index } : change))
      .filter((change) => !this.isPermitted(change));
  }

  steppedDown(): void {
    this.settle();
  }

  crashed(): void {
    this.settle();
  }

  finish(): void {
    this.settle();
  }

  fork(evidence: Evidence): OneChangeAtATime {
    return new OneChangeAtATime(evidence, this.electedAt.slice(), this.early);
  }

  private isPermitted({ node, previousIndex, commitIndex }: EarlyChange): boolean {
    return commitIndex >= previousIndex && commitIndex > this.electedAt[node]!;
  }

  /** What was appended in an event that is over, and not permitted by its end, was appended too early. */
  private settle(): void {
    if (this.early.length === 0) return;
    const { event } = this.evidence;
    for (const change of this.early) if (change.event !== event) this.report(change);
    this.early = this.early.filter((change) => change.event === event);
  }

  private report({ node, index, term, previousIndex, commitIndex, event, atUs }: EarlyChange): void {
    const appended = `${nodeName(node)}, leader of term ${term}, appended configuration ${index} at ${momentPhrase(event, atUs)}`;
    const why =
      previousIndex > commitIndex
        ? `while configuration ${previousIndex} was not committed`
        : "before it had committed an entry of its term";
    this.evidence.report(this, [node], `${appended} ${why}: it had committed up to ${commitIndex}`);
  }
}
