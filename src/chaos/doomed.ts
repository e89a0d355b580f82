import type { Witness, World } from "../sim/index.ts";

/** How often the doomed are looked at. */
const LOOK_EVERY_US = 5_000;

const NOBODY: readonly never[] = [];

/** Nodes that will go down on their own, and nobody says when: their disk fails them, or a moment to crash at comes. */
export class Doomed {
  /** How long each stays down then. */
  private readonly forUs = new Map<number, number>();
  private lookAtUs = 0;

  add<W extends Witness>(world: World<W>, node: number, forUs: number): void {
    this.forUs.set(node, forUs);
    this.wake(world);
  }

  has(node: number): boolean {
    return this.forUs.has(node);
  }

  /** All of them. */
  get nodes(): readonly number[] {
    return [...this.forUs.keys()];
  }

  /** What was to come has no object any more. */
  delete(node: number): void {
    this.forUs.delete(node);
  }

  clear(): void {
    this.forUs.clear();
  }

  /**
   * Those that have gone down, with how long they stay down from now on. They are doomed no more. They are looked for at
   * times of their own, whenever else the director acts: what it does for other reasons must not change when they come
   * back.
   */
  takeFallen<W extends Witness>(world: World<W>): readonly [node: number, forUs: number][] {
    if (this.forUs.size === 0 || world.nowUs < this.lookAtUs) return NOBODY;
    const fallen: [node: number, forUs: number][] = [];
    for (const [node, forUs] of this.forUs) if (!world.isUp(node)) fallen.push([node, forUs]);
    for (const [node] of fallen) this.forUs.delete(node);
    if (this.forUs.size > 0) this.wake(world);
    return fallen;
  }

  fork(): Doomed {
    const copy = new Doomed();
    for (const [node, forUs] of this.forUs) copy.forUs.set(node, forUs);
    copy.lookAtUs = this.lookAtUs;
    return copy;
  }

  private wake<W extends Witness>(world: World<W>): void {
    if (this.lookAtUs > world.nowUs) return;
    this.lookAtUs = world.nowUs + LOOK_EVERY_US;
    world.wakeDirectorAt(this.lookAtUs);
  }
}
