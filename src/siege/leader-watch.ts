import { setTimeout as sleep } from "node:timers/promises";
import { type LocalCluster, leaderAmong } from "../cluster/index.ts";

const INTERVAL_MS = 200;

/** Looks at a cluster again and again: who leads, and whether a node has ended that nobody has killed. */
export class LeaderWatch {
  /** How often another leader was seen, or the same in another term. */
  changes = 0;
  /** Nodes that ended by themselves. */
  readonly ended = new Set<number>();
  private readonly cluster: LocalCluster;
  private readonly down: ReadonlySet<number>;
  private last = "";

  constructor(cluster: LocalCluster, down: ReadonlySet<number>) {
    this.cluster = cluster;
    this.down = down;
  }

  async run(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      await this.look();
      await sleep(INTERVAL_MS, undefined, { signal: end }).catch(() => {});
    }
  }

  async look(): Promise<void> {
    for (const { node, state } of this.cluster.nodes) {
      if (state === "gone" && !this.down.has(node.id)) this.ended.add(node.id);
    }
    const reports = await this.cluster.report();
    const leader = leaderAmong(reports.map(({ view }) => view));
    if (leader === undefined) return;
    const now = `${leader.id} in ${leader.term}`;
    if (this.last !== "" && now !== this.last) this.changes++;
    this.last = now;
  }
}
