import type { Link, Witness, World } from "../sim/index.ts";

/** A flapping partition is cut and mended in turn, each for so long. */
const FLAP_US = 60_000;

interface Partition {
  readonly links: readonly Link[];
  readonly untilUs: number;
  /** For one that flaps, when it is next cut or mended. */
  readonly nextFlapUs: number;
  readonly isCut: boolean;
}

/**
 * The partitions in force. Each ends on its own: links count their cuts, so that one that two partitions cut is whole
 * again only when both are over.
 */
export class Partitions {
  private inForce: Partition[] = [];

  get count(): number {
    return this.inForce.length;
  }

  begin<W extends Witness>(world: World<W>, links: readonly Link[], untilUs: number, flapping: boolean): void {
    cutAll(world, links);
    const nextFlapUs = flapping ? world.nowUs + FLAP_US : Number.MAX_SAFE_INTEGER;
    this.add(world, { links, untilUs, nextFlapUs, isCut: true });
  }

  /** Ends and flaps what is due; true if one ended. */
  act<W extends Witness>(world: World<W>): boolean {
    const due = this.inForce.filter((one) => Math.min(one.untilUs, one.nextFlapUs) <= world.nowUs);
    this.inForce = this.inForce.filter((one) => !due.includes(one));
    for (const one of due) {
      if (one.isCut) healAll(world, one.links);
      if (one.untilUs <= world.nowUs) continue;
      if (!one.isCut) cutAll(world, one.links);
      this.add(world, { ...one, nextFlapUs: world.nowUs + FLAP_US, isCut: !one.isCut });
    }
    return due.some((one) => one.untilUs <= world.nowUs);
  }

  heal<W extends Witness>(world: World<W>): void {
    for (const { isCut, links } of this.inForce) if (isCut) healAll(world, links);
    this.inForce = [];
  }

  fork(): Partitions {
    const copy = new Partitions();
    copy.inForce = this.inForce.slice();
    return copy;
  }

  private add<W extends Witness>(world: World<W>, partition: Partition): void {
    this.inForce.push(partition);
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
