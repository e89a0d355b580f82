import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/**
 * A node restarts with the machine of its newest durable snapshot, or with an empty one where there is none. While it
 * runs, its machine is replaced only by that of a snapshot which is durable, and which takes it forward (§7).
 */
export class RestoredMachine implements Checker {
  readonly name = "restored-machine";
  readonly promisedBy = "node";
  readonly needs = ["restarted", "applied", "machineRestored", "snapshotTaken", "snapshotPersisted"] as const;
  private readonly evidence: Evidence;
  /** Nodes that have started and not yet told of their machine. */
  private readonly starting: Set<number>;

  constructor(evidence: Evidence, starting = new Set<number>()) {
    this.evidence = evidence;
    this.starting = starting;
  }

  restarted(node: number): void {
    this.starting.add(node);
  }

  machineRestored(node: number, index: number): void {
    const { appliedIndex, snapshotIndex } = this.evidence.node(node);
    const saved =
      snapshotIndex === 0 ? "it has no durable snapshot" : `its newest durable snapshot is of ${snapshotIndex}`;
    if (this.starting.delete(node)) {
      if (index !== snapshotIndex) this.report(node, `restarted with a machine of index ${index}, but ${saved}`);
    } else if (index < appliedIndex) {
      this.report(node, `replaced its machine by one of index ${index}, but had applied up to ${appliedIndex}`);
    } else if (index > snapshotIndex) this.report(node, `replaced its machine by one of index ${index}, but ${saved}`);
  }

  fork(evidence: Evidence): RestoredMachine {
    return new RestoredMachine(evidence, new Set(this.starting));
  }

  private report(node: number, what: string): void {
    this.evidence.report(this, [node], `${nodeName(node)} ${what}`);
  }
}
