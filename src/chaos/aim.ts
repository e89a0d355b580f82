import type { Witness, World } from "../sim/index.ts";
import type { Draws } from "./draws.ts";
import type { Aim } from "./fault.ts";
import type { Roles } from "./roles.ts";

/**
 * The node that an aim means now, among those that can be hit; undefined if none can. Where nobody has the role,
 * anyone will do: a storm does not wait for a leader. A node named by its number is that node or none.
 */
export function resolveAim<W extends Witness>(
  world: World<W>,
  roles: Roles<W>,
  aim: Aim,
  candidates: readonly number[],
  draws: Draws,
): number | undefined {
  if (typeof aim === "number") return candidates.includes(aim) ? aim : undefined;
  const wanted = nodesOfRole(world, roles, aim).filter((node) => candidates.includes(node));
  return draws.among(wanted.length > 0 ? wanted : candidates);
}

export function nodesUp<W extends Witness>(world: World<W>): number[] {
  return nodesThat(world, (node) => world.isUp(node));
}

/** The nodes that believe they lead. */
export function leadersOf<W extends Witness>(world: World<W>, roles: Roles<W>): number[] {
  return nodesThat(world, (node) => roles.leads(world, node));
}

export function nodesDown<W extends Witness>(world: World<W>): number[] {
  return nodesThat(world, (node) => !world.isUp(node));
}

export function allNodes<W extends Witness>(world: World<W>): number[] {
  return nodesThat(world, () => true);
}

/** In the order of their numbers. */
export function nodesThat<W extends Witness>(world: World<W>, qualifies: (node: number) => boolean): number[] {
  const found: number[] = [];
  for (let node = 1; node <= world.nodes; node++) if (qualifies(node)) found.push(node);
  return found;
}

function nodesOfRole<W extends Witness>(world: World<W>, roles: Roles<W>, role: Exclude<Aim, number>): number[] {
  const up = nodesUp(world);
  switch (role) {
    case "anyone":
      return up;
    case "leader":
      return leadersOf(world, roles);
    case "follower":
      return up.filter((node) => !roles.leads(world, node));
    case "longest-log": {
      const longest = Math.max(...up.map((node) => roles.lastIndexOf(world, node)));
      return up.filter((node) => roles.lastIndexOf(world, node) === longest);
    }
  }
}
