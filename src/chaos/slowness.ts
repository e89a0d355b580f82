import type { Witness, World } from "../sim/index.ts";
import { allNodes } from "./aim.ts";
import { Endings } from "./endings.ts";
import type { Fault } from "./fault.ts";

type SlowNode = Extract<Fault, { kind: "slow-node" }>;
type SlowDisk = Extract<Fault, { kind: "slow-disk" }>;

/** What is slow, and until when: nodes that take long for every event, and disks that take long for every sync. */
export class Slowness {
  private endings = new Endings<"node" | "disk">();

  ofNode<W extends Witness>(world: World<W>, node: number, { perEventUs, forUs }: SlowNode): void {
    world.slowDown(node, perEventUs);
    this.endings.set(world, "node", node, forUs);
  }

  ofDisk<W extends Witness>(world: World<W>, node: number, { addedMinUs, addedMaxUs, forUs }: SlowDisk): void {
    world.slowDisk(node, addedMinUs, addedMaxUs);
    this.endings.set(world, "disk", node, forUs);
  }

  /** Ends what is due by now. */
  act<W extends Witness>(world: World<W>): void {
    for (const { kind, node } of this.endings.takeDue(world.nowUs)) end(world, kind, node);
  }

  endAll<W extends Witness>(world: World<W>): void {
    this.endings.clear();
    for (const node of allNodes(world)) for (const kind of ["node", "disk"] as const) end(world, kind, node);
  }

  fork(): Slowness {
    const copy = new Slowness();
    copy.endings = this.endings.fork();
    return copy;
  }
}

function end<W extends Witness>(world: World<W>, kind: "node" | "disk", node: number): void {
  if (kind === "node") world.slowDown(node, 0);
  else world.slowDisk(node, 0, 0);
}
