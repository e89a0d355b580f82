import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/** A node drops from its durable log only what a snapshot holds that is itself durable (§7). */
export class CompactionAfterSnapshot implements Checker {
  readonly name = "compaction-after-snapshot";
  readonly promisedBy = "node";
  readonly needs = ["snapshotTaken", "snapshotPersisted", "durableCompacted"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  durableCompacted(node: number, index: number): void {
    const { snapshotIndex } = this.evidence.node(node);
    if (index <= snapshotIndex) return;
    const saved =
      snapshotIndex === 0 ? "it has no durable snapshot" : `its newest durable snapshot ends at ${snapshotIndex}`;
    const dropped = `dropped its durable log up to index ${index}`;
    this.evidence.report(this, [node], `${nodeName(node)} ${dropped}, but ${saved}`);
  }

  fork(evidence: Evidence): CompactionAfterSnapshot {
    return new CompactionAfterSnapshot(evidence);
  }
}
