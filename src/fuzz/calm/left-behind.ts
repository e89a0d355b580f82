import { type Cluster, leadersOf, nodesUp, viewOf } from "../cluster.ts";
import { areAlike, isJoint, votersOf } from "../operator/membership.ts";
import { findOpposites } from "./opposites.ts";
import { canGoOn, hasJoinedNothing } from "./viability.ts";

/**
 * How the storm ends. A quorum is always healed, of every configuration that may turn out to be in force: whole: every
 * fault ends, but some nodes may stay down; deaf-leader: the leader goes on sending and never hears from the other
 * nodes again, so that they have to part with it; bridge: two halves that share one node never hear each other again,
 * and one of them with that node is a majority; bare-quorum: no more than a quorum stays up, among them the two that
 * are most at odds; orphaned: once all is settled and no client asks for anything, the leader crashes for good;
 * straggler: once all is settled, a follower is left behind, crashes as it catches up, and must catch up.
 */
export type CalmKind = "whole" | "deaf-leader" | "bridge" | "bare-quorum" | "orphaned" | "straggler";

/** What stays wrong in each kind of calm, in words for a person. */
export const LEFT_BEHIND: Readonly<Record<CalmKind, string>> = {
  whole: "",
  "deaf-leader": "one node hears nobody",
  bridge: "two halves share one node and do not hear each other",
  "bare-quorum": "no more than a quorum is up",
  orphaned: "the leader crashes for good once all is settled",
  straggler: "one node was left behind and has crashed while it caught up",
};

/**
 * Crashes voters as long as the others can go on without them: of the voters no more than a quorum stays, the two that
 * are most at odds among them. Who does not vote, or does not know yet that it does, stays.
 */
export function leaveQuorum(cluster: Cluster): void {
  const voters = nodesUp(cluster).filter((id) => isVoter(cluster, id));
  if (voters.length < 2) return;
  const opposites = findOpposites(voters.map((id) => viewOf(cluster, id)!)).map(({ id }) => id);
  const others = voters.filter((id) => !opposites.includes(id));
  for (const id of others.reverse()) {
    const rest = nodesUp(cluster).filter((one) => one !== id);
    if (canGoOn(cluster, rest)) cluster.crash(id);
  }
}

/**
 * Cuts all links between a group of voters that with one more is a quorum, and the other voters, but none of that one.
 * False if it cuts nothing: where nodes do not agree on who votes, nobody knows what a quorum will be.
 */
export function leaveBridge(cluster: Cluster): boolean {
  const [first, ...views] = nodesUp(cluster)
    .map((id) => viewOf(cluster, id)!)
    .filter((view) => !hasJoinedNothing(view));
  const isSettled = views.every(({ configuration }) => areAlike(configuration, first!.configuration));
  if (first === undefined || !isSettled || isJoint(first.configuration)) return false;
  const { voters } = first.configuration;
  const quorum = Math.floor(voters.length / 2) + 1;
  const [, ...others] = voters.filter((id) => cluster.isUp(id));
  for (const one of others.slice(0, quorum - 1)) {
    for (const other of others.slice(quorum - 1)) {
      cluster.cut(one, other);
      cluster.cut(other, one);
    }
  }
  return true;
}

/** Cuts all that comes to the leader from other nodes, or to the first voter that is up if nobody leads. */
export function deafen(cluster: Cluster): number {
  const voters = nodesUp(cluster).filter((id) => isVoter(cluster, id));
  const [deaf] = [...leadersOf(cluster), ...voters, ...nodesUp(cluster)];
  for (let from = 1; from <= cluster.nodes; from++) if (from !== deaf) cluster.cut(from, deaf!);
  return deaf!;
}

/** By what it knows itself. */
function isVoter(cluster: Cluster, id: number): boolean {
  return votersOf(viewOf(cluster, id)!.configuration).includes(id);
}
