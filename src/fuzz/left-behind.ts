import { type Cluster, leadersOf, nodesUp, viewOf } from "./cluster.ts";
import { findOpposites } from "./opposites.ts";

/**
 * How the storm ends. A quorum is always healed:
 * whole: every fault ends, but some nodes may stay down;
 * deaf-leader: the leader goes on sending and never hears from the other nodes again, so that they have to part with it;
 * bridge: two halves that share one node never hear each other again, and one of them with that node is a majority;
 * bare-quorum: no more than a quorum stays up, among them the two that are most at odds;
 * orphaned: once all is settled and no client asks for anything, the leader crashes for good.
 */
export type CalmKind = "whole" | "deaf-leader" | "bridge" | "bare-quorum" | "orphaned";

/** What stays wrong in each kind of calm, in words for a person. */
export const LEFT_BEHIND: Readonly<Record<CalmKind, string>> = {
  whole: "",
  "deaf-leader": "one node hears nobody",
  bridge: "two halves share one node and do not hear each other",
  "bare-quorum": "no more than a quorum is up",
  orphaned: "the leader crashes for good once all is settled",
};

/** Crashes all but a quorum: the two that are most at odds stay, then anyone. */
export function leaveQuorum(cluster: Cluster): void {
  const up = nodesUp(cluster);
  const quorum = Math.floor(cluster.nodes / 2) + 1;
  if (up.length <= quorum) return;
  const opposites = findOpposites(up.map((id) => viewOf(cluster, id)!)).map(({ id }) => id);
  const others = up.filter((id) => !opposites.includes(id));
  for (const id of others.slice(Math.max(0, quorum - 2))) cluster.crash(id);
}

/** Cuts all links between a group that with one more node is a quorum, and the rest, but none of that one node. */
export function leaveBridge(cluster: Cluster): void {
  const quorum = Math.floor(cluster.nodes / 2) + 1;
  const [, ...others] = nodesUp(cluster);
  for (const one of others.slice(0, quorum - 1)) {
    for (const other of others.slice(quorum - 1)) {
      cluster.cut(one, other);
      cluster.cut(other, one);
    }
  }
}

/** Cuts all that comes to the leader from other nodes, or to the first node that is up if nobody leads. */
export function deafen(cluster: Cluster): number {
  const [deaf] = [...leadersOf(cluster), ...nodesUp(cluster)];
  for (let from = 1; from <= cluster.nodes; from++) if (from !== deaf) cluster.cut(from, deaf!);
  return deaf!;
}
