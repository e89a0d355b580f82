import type { Aim } from "../../chaos/index.ts";
import { type Cluster, leadersOf, nodesUp, viewOf } from "../cluster.ts";
import { oneOf, wholeNumber } from "./hand-values.ts";
import { SimulationError } from "./simulation-error.ts";

const ROLES = ["anyone", "leader", "follower", "longest-log"] as const satisfies readonly Aim[];

/**
 * The node that a person's aim means now; of several that it could mean, one by choice. Unlike a storm, a person who
 * aims at nobody is told so.
 *
 * @throws SimulationError
 */
export function aimAt(cluster: Cluster, aim: Aim): number {
  if (typeof aim === "number") return nodeThatIsUp(cluster, aim);
  const role = oneOf("an aim that is no node's number", aim, ROLES);
  const found = nodesOfRole(cluster, role);
  if (found.length > 0) return found[cluster.choose("placed-target", found.length)]!;
  throw new SimulationError(
    nodesUp(cluster).length === 0
      ? "every node is down"
      : role === "leader"
        ? "nobody leads now"
        : "nobody follows now",
  );
}

/** The node that leads in the highest term, if any does: another may not know yet that its time is over. */
export function newestLeader(cluster: Cluster): number | undefined {
  const termOf = (node: number): number => viewOf(cluster, node)!.term;
  const leaders = leadersOf(cluster);
  const newest = Math.max(...leaders.map(termOf));
  return leaders.find((node) => termOf(node) === newest);
}

function nodeThatIsUp(cluster: Cluster, node: number): number {
  wholeNumber("a node", node, 1, cluster.nodes);
  if (cluster.isUp(node)) return node;
  throw new SimulationError(`node ${node} is down`);
}

function nodesOfRole(cluster: Cluster, role: (typeof ROLES)[number]): number[] {
  const up = nodesUp(cluster);
  switch (role) {
    case "anyone":
      return up;
    case "leader":
      return up.filter((node) => node === newestLeader(cluster));
    case "follower":
      return up.filter((node) => viewOf(cluster, node)!.role !== "leader");
    case "longest-log": {
      const lengthOf = (node: number): number => viewOf(cluster, node)!.lastIndex;
      const longest = Math.max(...up.map(lengthOf));
      return up.filter((node) => lengthOf(node) === longest);
    }
  }
}
