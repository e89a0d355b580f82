import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/** While a server runs, its commit index never falls (figure 2, volatile state), and it never drops what it committed. */
export class MonotonicCommit implements Checker {
  readonly name = "monotonic-commit";
  readonly promisedBy = "node";
  readonly needs = [...LOG_OBSERVATIONS, "committed"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  committed(node: number, index: number): void {
    const before = this.evidence.node(node).commitIndex;
    if (index >= before) return;
    this.evidence.report(this, [node], `the commit index of ${nodeName(node)} fell from ${before} to ${index}`);
  }

  truncated(node: number, fromIndex: number): void {
    const { appliedIndex, commitIndex, logs } = this.evidence.node(node);
    const keptIndex = Math.max(commitIndex, appliedIndex);
    if (fromIndex > keptIndex || fromIndex > logs.memory.length) return;
    const message = `${nodeName(node)} dropped its log from index ${fromIndex} on, but had committed up to ${keptIndex}`;
    this.evidence.report(this, [node], message);
  }

  fork(evidence: Evidence): MonotonicCommit {
    return new MonotonicCommit(evidence);
  }
}
