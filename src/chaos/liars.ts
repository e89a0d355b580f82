import type { Witness, World } from "../sim/index.ts";
import { allNodes, leadersOf } from "./aim.ts";
import type { Draws } from "./draws.ts";
import type { Roles } from "./roles.ts";

/** The nodes that lie now, all of them in the same ways. */
export class Liars<W extends Witness> {
  private readonly roles: Roles<W>;
  private nodes: readonly number[] = [];
  private lies: readonly string[] = [];

  constructor(roles: Roles<W>) {
    this.roles = roles;
  }

  /** Appoints these, or so many, in place of those so far. Whom; undefined if nobody lied or does so now. */
  replace(
    world: World<W>,
    liars: number | readonly number[],
    lies: readonly string[],
    draws: Draws,
  ): readonly number[] | undefined {
    const chosen = typeof liars === "number" ? this.choose(world, liars, draws) : liars;
    const changesNothing = this.nodes.length + chosen.length === 0;
    this.appoint(world, chosen, lies);
    return changesNothing ? undefined : chosen;
  }

  /** A node that was restarted is honest, but one of the liars goes on lying. */
  rejoin(world: World<W>, node: number): void {
    if (this.nodes.includes(node)) this.roles.setLies(world, node, this.lies);
  }

  dismiss(world: World<W>): void {
    this.appoint(world, [], []);
  }

  fork(): Liars<W> {
    const copy = new Liars(this.roles);
    copy.nodes = this.nodes;
    copy.lies = this.lies;
    return copy;
  }

  /**
   * Others than those so far if there are enough of them. Every other time a leader is among them: some lies only a
   * leader can tell.
   */
  private choose(world: World<W>, count: number, draws: Draws): number[] {
    const all = allNodes(world);
    const others = all.filter((node) => !this.nodes.includes(node));
    const pool = others.length >= count ? others : all;
    const leader = draws.below(2) === 0 ? draws.among(leadersOf(world, this.roles)) : undefined;
    const place = leader === undefined || count === 0 ? -1 : pool.indexOf(leader);
    const chosen = place < 0 ? [] : pool.splice(place, 1);
    while (chosen.length < count && pool.length > 0) chosen.push(...pool.splice(draws.below(pool.length), 1));
    return chosen;
  }

  private appoint(world: World<W>, nodes: readonly number[], lies: readonly string[]): void {
    for (const node of this.nodes) this.roles.setLies(world, node, []);
    for (const node of nodes) this.roles.setLies(world, node, lies);
    this.nodes = nodes;
    this.lies = lies;
  }
}
