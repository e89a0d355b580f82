import type { Link, Witness, World } from "../sim/index.ts";
import type { Fault } from "./fault.ts";

/** A flapping partition is cut and mended in turn, each for so long. */
const FLAP_US = 60_000;

export type PartitionFault = Extract<Fault, { kind: "partition" }>;

interface Partition {
  readonly links: readonly Link[];
  readonly untilUs: number;
  /** For one that flaps, when it is next cut or mended. */
  readonly nextFlapUs: number;
  readonly isCut: boolean;
}

/** A partition that waits until fewer are in force, with the operation that its draws hang from. */
export interface WaitingPartition {
  readonly fault: PartitionFault;
  readonly operation: number;
}

/**
 * The partitions in force, and those that wait for their turn. Each ends on its own: links count their cuts, so that
 * one that two partitions cut is whole again only when both are over.
 */
export class Partitions {
  private inForce: readonly Partition[] = [];
  private waiting: WaitingPartition[] = [];

  get count(): number {
    return this.inForce.length;
  }

  /** What the one that began last cuts. */
  get latest(): readonly Link[] {
    return this.inForce.at(-1)?.links ?? [];
  }

  begin<W extends Witness>(world: World<W>, links: readonly Link[], untilUs: number, flapping: boolean): void {
    cutAll(world, links);
    const nextFlapUs = flapping ? world.nowUs + FLAP_US : Number.MAX_SAFE_INTEGER;
    this.add(world, { links, untilUs, nextFlapUs, isCut: true });
  }

  postpone(partition: WaitingPartition): void {
    this.waiting.push(partition);
  }

  /** The first of those that wait, which waits no more. */
  takeWaiting(): WaitingPartition | undefined {
    return this.waiting.shift();
  }

  /** Ends and flaps what is due. */
  act<W extends Witness>(world: World<W>): void {
    const { nowUs } = world;
    const isDue = ({ untilUs, nextFlapUs }: Partition) => Math.min(untilUs, nextFlapUs) <= nowUs;
    // A director asks far more often than anything is due.
    if (!this.inForce.some(isDue)) return;
    const due = this.inForce.filter(isDue);
    this.inForce = this.inForce.filter((one) => !due.includes(one));
    for (const one of due) {
      if (one.isCut) healAll(world, one.links);
      if (one.untilUs <= world.nowUs) continue;
      if (!one.isCut) cutAll(world, one.links);
      this.add(world, { ...one, nextFlapUs: world.nowUs + FLAP_US, isCut: !one.isCut });
    }
  }

  /** Ends all, and those that wait do not come any more. */
  heal<W extends Witness>(world: World<W>): void {
    for (const { isCut, links } of this.inForce) if (isCut) healAll(world, links);
    this.inForce = [];
    this.waiting = [];
  }

  fork(): Partitions {
    const copy = new Partitions();
    copy.inForce = this.inForce;
    copy.waiting = this.waiting.slice();
    return copy;
  }

  private add<W extends Witness>(world: World<W>, partition: Partition): void {
    this.inForce = [...this.inForce, partition];
    const dueUs = Math.min(partition.untilUs, partition.nextFlapUs);
    if (dueUs < Number.MAX_SAFE_INTEGER) world.wakeDirectorAt(dueUs);
  }
}

function cutAll<W extends Witness>(world: World<W>, links: readonly Link[]): void {
  for (const { from, to } of links) world.cut(from, to);
}

function healAll<W extends Witness>(world: World<W>, links: readonly Link[]): void {
  for (const { from, to } of links) world.heal(from, to);
}
