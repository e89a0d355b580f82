import type { Witness, World } from "../sim/index.ts";
import { allNodes, nodesUp } from "./aim.ts";
import { Doomed } from "./doomed.ts";
import { Endings, endOf } from "./endings.ts";
import type { Budget } from "./scenario.ts";

const NOBODY: readonly never[] = [];

/**
 * The nodes that are stopped or bound to stop, and when each of them goes on; never more of them than the budget
 * allows, as long as `mayStop` is asked before.
 */
export class Casualties<W extends Witness> {
  private readonly budget: Budget;
  private endings = new Endings<"restart" | "wake" | "free-disk">();
  private doomed = new Doomed();
  /** Those that were asked to end. */
  private leaving = new Doomed();

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** Nodes that run: up, and not paused. */
  running(world: World<W>): number[] {
    return nodesUp(world).filter((node) => !this.endings.has("wake", node));
  }

  /** Whether more than half of the nodes would go on running without this one, if that must be. */
  mayStop(world: World<W>, node: number): boolean {
    if (this.budget.down === "any") return true;
    const others = this.running(world).filter((other) => other !== node && !this.isBoundToStop(world, other));
    return others.length * 2 > world.nodes;
  }

  /** Whether all nodes may stop at once. */
  get mayStopAll(): boolean {
    return this.budget.down === "any";
  }

  /** Whether the disk of one more may be damaged: those nodes may all be lost, and the others must be a majority. */
  mayDamageAnother(world: World<W>): boolean {
    const damaged = allNodes(world).filter((node) => world.isDamaged(node)).length;
    return damaged < this.budget.damagedNodes && (damaged + 1) * 2 < world.nodes;
  }

  crash(world: World<W>, node: number, forUs: number): void {
    world.crash(node);
    this.doomed.delete(node);
    this.leaving.delete(node);
    this.endings.set(world, "restart", node, forUs);
  }

  /** The node will go down on its own, and come back so long after it did. */
  doom(world: World<W>, node: number, forUs: number): void {
    this.doomed.add(world, node, forUs);
  }

  /** The node was asked to end, which may take it a while, and comes back so long after it did. */
  askedToStop(world: World<W>, node: number, forUs: number): void {
    this.leaving.add(world, node, forUs);
  }

  pause(world: World<W>, node: number, forUs: number): void {
    world.pause(node, endOf(world, forUs) - world.nowUs);
    this.endings.set(world, "wake", node, forUs);
  }

  /** The node goes down with its next write, and comes back when there is room again. */
  fillDisk(world: World<W>, node: number, forUs: number): void {
    world.fillDisk(node);
    this.endings.set(world, "free-disk", node, forUs);
  }

  /** False for a node that is up, or whose disk is damaged: that one does not come back. */
  restart(world: World<W>, node: number): boolean {
    if (world.isUp(node) || !world.restart(node)) return false;
    this.endings.cancel("restart", node);
    this.endings.cancel("wake", node);
    this.leaving.delete(node);
    return true;
  }

  /** Does what is due by now: the nodes that were restarted. */
  act(world: World<W>): readonly number[] {
    this.expectBack(world, this.doomed);
    this.expectBack(world, this.leaving);
    const due = this.endings.takeDue(world.nowUs);
    // A director asks far more often than anything is due.
    if (due.length === 0) return NOBODY;
    return due.flatMap(({ kind, node }) => {
      if (kind === "wake") return [];
      if (kind === "free-disk") {
        world.freeDisk(node);
        // It may be down for another reason, and then for so long as that says.
        if (this.endings.has("restart", node)) return [];
      }
      return this.restart(world, node) ? [node] : [];
    });
  }

  /**
   * Those that are paused go on, and nobody is bound to stop; those that are down stay down. Who was asked to end and
   * has not done so yet goes down now, or it would later, when nobody expects it.
   */
  endAll(world: World<W>): void {
    for (const node of this.leaving.nodes) if (world.isUp(node)) world.crash(node);
    for (const node of allNodes(world)) {
      world.disarm(node);
      world.resume(node);
      world.freeDisk(node);
    }
    this.doomed.clear();
    this.leaving.clear();
    this.endings.clear();
  }

  fork(): Casualties<W> {
    const copy = new Casualties<W>(this.budget);
    copy.endings = this.endings.fork();
    copy.doomed = this.doomed.fork();
    copy.leaving = this.leaving.fork();
    return copy;
  }

  /** Those that have gone down by now come back when it was said. */
  private expectBack(world: World<W>, falling: Doomed): void {
    for (const [node, forUs] of falling.takeFallen(world)) this.endings.set(world, "restart", node, forUs);
  }

  /** A node whose disk is damaged ends with the next read of it. */
  private isBoundToStop(world: World<W>, node: number): boolean {
    const isToEnd = this.doomed.has(node) || this.leaving.has(node);
    return world.isDamaged(node) || isToEnd || this.endings.has("free-disk", node);
  }
}
