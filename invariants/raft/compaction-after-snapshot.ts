import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/**
 * A node drops from its durable log only what a snapshot holds that is itself durable (§7), and keeps so much of that as
 * it was told to, for followers that are a little behind. It drops the rest: before it takes the next snapshot.
 */
export class CompactionAfterSnapshot implements Checker {
  readonly name = "compaction-after-snapshot";
  readonly promisedBy = "node";
  readonly needs = ["restarted", "snapshotTaken", "snapshotPersisted", "durableCompacted"] as const;
  private readonly evidence: Evidence;
  /** By node: its durable log begins after it. */
  private readonly bases: number[];
  /** By node: the last snapshot that it has taken in this incarnation; 0 if there is none. */
  private readonly taken: number[];

  constructor(evidence: Evidence, bases: number[] = [], taken: number[] = []) {
    this.evidence = evidence;
    this.bases = bases;
    this.taken = taken;
  }

  restarted(node: number): void {
    this.taken[node] = 0;
  }

  snapshotTaken(node: number, index: number): void {
    const { keptEntries = Number.POSITIVE_INFINITY } = this.evidence;
    const before = this.taken[node] ?? 0;
    this.taken[node] = index;
    const base = this.bases[node] ?? 0;
    if (base >= before - keptEntries) return;
    const took = `took a snapshot of index ${index}, and one of ${before} before`;
    this.report(node, `${took}, but its durable log still begins after ${base}: it should keep ${keptEntries} entries`);
  }

  snapshotPersisted(node: number, index: number): void {
    this.raiseBase(node, index);
  }

  durableCompacted(node: number, index: number): void {
    this.raiseBase(node, index);
    const { keptEntries = 0 } = this.evidence;
    const { snapshotIndex } = this.evidence.node(node);
    if (index <= snapshotIndex - keptEntries) return;
    const newest = `its newest durable snapshot ends at ${snapshotIndex}`;
    const saved = snapshotIndex === 0 ? "it has no durable snapshot" : newest;
    const kept = keptEntries === 0 || index > snapshotIndex ? "" : `, and it should keep ${keptEntries} entries below`;
    this.report(node, `dropped its durable log up to index ${index}, but ${saved}${kept}`);
  }

  fork(evidence: Evidence): CompactionAfterSnapshot {
    return new CompactionAfterSnapshot(evidence, this.bases.slice(), this.taken.slice());
  }

  private raiseBase(node: number, index: number): void {
    this.bases[node] = Math.max(this.bases[node] ?? 0, index);
  }

  private report(node: number, message: string): void {
    this.evidence.report(this, [node], `${nodeName(node)} ${message}`);
  }
}
