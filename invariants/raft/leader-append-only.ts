import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/** A leader never overwrites or deletes entries in its log; it only appends new ones (§5.3). */
export class LeaderAppendOnly implements Checker {
  readonly name = "leader-append-only";
  readonly promisedBy = "node";
  readonly needs = [...LOG_OBSERVATIONS, "becameLeader", "steppedDown"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  truncated(node: number, fromIndex: number): void {
    const { leadingTerm, logs } = this.evidence.node(node);
    const { length } = logs.memory;
    if (leadingTerm === 0 || fromIndex > length) return;
    const dropped = fromIndex === length ? `entry ${length}` : `entries ${fromIndex} to ${length}`;
    const message = `${nodeName(node)} dropped ${dropped} of its log while it was leader of term ${leadingTerm}`;
    this.evidence.report(this, [node], message);
  }

  snapshotInstalled(node: number, index: number): void {
    const { leadingTerm } = this.evidence.node(node);
    if (leadingTerm === 0) return;
    const installed = `replaced its log by a snapshot up to index ${index}`;
    this.evidence.report(this, [node], `${nodeName(node)} ${installed} while it was leader of term ${leadingTerm}`);
  }

  fork(evidence: Evidence): LeaderAppendOnly {
    return new LeaderAppendOnly(evidence);
  }
}
