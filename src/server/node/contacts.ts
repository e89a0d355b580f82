import type { NodeId } from "../../raft/index.ts";
import type { NodeClock } from "./node-clock.ts";

/** Who has said something, and when it did so last. */
export class Contacts {
  private readonly clock: NodeClock;
  private readonly withinUs: number;
  private readonly heardAtUs = new Map<NodeId, number>();

  /** Whoever is silent for longer than `withinUs` counts as gone. */
  constructor(clock: NodeClock, withinUs: number) {
    this.clock = clock;
    this.withinUs = withinUs;
  }

  heard(peer: NodeId): void {
    this.heardAtUs.set(peer, this.clock.monotonicUs());
  }

  answers(peer: NodeId): boolean {
    const heardAtUs = this.heardAtUs.get(peer);
    return heardAtUs !== undefined && this.clock.monotonicUs() - heardAtUs <= this.withinUs;
  }
}
