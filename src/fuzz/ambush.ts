import { type Cluster, leadersOf, nodesUp, viewOf } from "./cluster.ts";

/** How often the cluster is looked at while an ambush waits for its victim. */
const LOOK_EVERY_US = 1_000;

/**
 * Waits for the next node that wins an election, and crashes it a short while later: while a new leader still brings in
 * what its predecessors left, much of what Raft promises hangs by a thread.
 */
export class Ambush {
  private readonly delayUs: number;
  /** Leaders of terms up to this one were there before. */
  private readonly oldTerm: number;
  private victim = 0;
  private victimTerm = 0;
  private lookAtUs: number;

  constructor(cluster: Cluster, delayUs: number) {
    this.delayUs = delayUs;
    this.oldTerm = Math.max(0, ...nodesUp(cluster).map((id) => viewOf(cluster, id)?.term ?? 0));
    this.lookAtUs = cluster.nowUs;
    this.wake(cluster, LOOK_EVERY_US);
  }

  /** Looks, or strikes, if it is time. The node to crash now; 0 if there is none yet. */
  look(cluster: Cluster): number {
    if (cluster.nowUs < this.lookAtUs) return 0;
    if (this.victim === 0) return this.findVictim(cluster);
    const view = viewOf(cluster, this.victim);
    if (view?.role === "leader" && view.term === this.victimTerm) return this.victim;
    this.victim = 0;
    return this.findVictim(cluster);
  }

  fork(): Ambush {
    return Object.assign(Object.create(Ambush.prototype) as Ambush, this);
  }

  private findVictim(cluster: Cluster): number {
    for (const id of leadersOf(cluster)) {
      const { term } = viewOf(cluster, id)!;
      if (term <= this.oldTerm) continue;
      this.victim = id;
      this.victimTerm = term;
    }
    this.wake(cluster, this.victim === 0 ? LOOK_EVERY_US : this.delayUs);
    return 0;
  }

  private wake(cluster: Cluster, afterUs: number): void {
    this.lookAtUs = cluster.nowUs + afterUs;
    cluster.wakeDirectorAt(this.lookAtUs);
  }
}
