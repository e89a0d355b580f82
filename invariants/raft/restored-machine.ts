import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { hashPhrase, nodeName } from "../words.ts";

/** A machine that a node has restored, or saved, and may have to restore again. */
interface KnownMachine {
  readonly index: number;
  readonly stateHash: number;
}

/**
 * A node restarts with the machine of its newest durable snapshot, or with an empty one where there is none. While it
 * runs, its machine is replaced only by that of a snapshot which is durable, and which takes it forward (§7). Of one
 * snapshot the machine is the same each time: as it was when it was saved here, or, of a leader's, when it was restored
 * here first.
 */
export class RestoredMachine implements Checker {
  readonly name = "restored-machine";
  readonly promisedBy = "node";
  readonly needs = ["restarted", "applied", "machineRestored", "snapshotTaken", "snapshotPersisted"] as const;
  private readonly evidence: Evidence;
  /** Nodes that have started and not yet told of their machine. */
  private readonly starting: Set<number>;
  /** By node: that of its newest durable snapshot, or the empty one, if it is known. */
  private readonly machines: (KnownMachine | undefined)[];

  constructor(evidence: Evidence, starting = new Set<number>(), machines: (KnownMachine | undefined)[] = []) {
    this.evidence = evidence;
    this.starting = starting;
    this.machines = machines;
  }

  restarted(node: number): void {
    this.starting.add(node);
  }

  snapshotTaken(node: number, index: number, stateHash: number): void {
    if (index >= this.evidence.node(node).snapshotIndex) this.machines[node] = { index, stateHash };
  }

  snapshotPersisted(node: number, index: number): void {
    if (index >= this.evidence.node(node).snapshotIndex) this.machines[node] = undefined;
  }

  machineRestored(node: number, index: number, stateHash: number): void {
    const { appliedIndex, snapshotIndex } = this.evidence.node(node);
    const saved =
      snapshotIndex === 0 ? "it has no durable snapshot" : `its newest durable snapshot is of ${snapshotIndex}`;
    if (this.starting.delete(node)) {
      if (index !== snapshotIndex) this.report(node, `restarted with a machine of index ${index}, but ${saved}`);
    } else if (index < appliedIndex) {
      this.report(node, `replaced its machine by one of index ${index}, but had applied up to ${appliedIndex}`);
    } else if (index > snapshotIndex) this.report(node, `replaced its machine by one of index ${index}, but ${saved}`);
    if (index === snapshotIndex) this.compare(node, { index, stateHash });
  }

  fork(evidence: Evidence): RestoredMachine {
    return new RestoredMachine(evidence, new Set(this.starting), this.machines.slice());
  }

  private compare(node: number, restored: KnownMachine): void {
    const known = this.machines[node];
    this.machines[node] = known ?? restored;
    if (known === undefined || known.stateHash === restored.stateHash) return;
    const what = `restored its machine of index ${restored.index} with state ${hashPhrase(restored.stateHash)}`;
    this.report(node, `${what}, but its state was ${hashPhrase(known.stateHash)}`);
  }

  private report(node: number, what: string): void {
    this.evidence.report(this, [node], `${nodeName(node)} ${what}`);
  }
}
