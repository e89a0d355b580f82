import type { RaftView } from "../../sut/index.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import { hasQuorum, votersOf } from "../operator/membership.ts";

/**
 * Whether these nodes can go on without all others, whatever of their configurations turns out to be in force: each of
 * their configurations has a quorum among them, so that whoever leads can commit; and one of them can be elected, for
 * the logs of a quorum of its configuration that it exchanges messages with are no more up-to-date than its own.
 *
 * Where all have one configuration and reach each other, any quorum can. Where they have not, none may: a server that
 * got the newest entries as a learner keeps its vote from all others, and has none of its own to stand for.
 */
export function canGoOn(cluster: Cluster, nodes: readonly number[]): boolean {
  const views = nodes.map((node) => viewOf(cluster, node)!);
  return (
    views.every((view) => hasJoinedNothing(view) || hasQuorum(view.configuration, nodes)) &&
    views.some((view) => canBeElected(cluster, view, views))
  );
}

/** A node that has not heard of any configuration yet. */
export function hasJoinedNothing({ configuration }: RaftView): boolean {
  return configuration.voters.length === 0;
}

export function areJoined(cluster: Cluster, one: number, other: number): boolean {
  return one === other || !(cluster.isCut(one, other) || cluster.isCut(other, one));
}

/** Raft paper §5.4.1. Only voters stand for election. */
function canBeElected(cluster: Cluster, candidate: RaftView, views: readonly RaftView[]): boolean {
  if (!votersOf(candidate.configuration).includes(candidate.id)) return false;
  const votes = views.filter(({ id }) => areJoined(cluster, candidate.id, id));
  const granted = votes.filter((view) => !isMoreUpToDate(view, candidate)).map(({ id }) => id);
  return hasQuorum(candidate.configuration, granted);
}

/** Whether the one's log is more up-to-date than the other's. */
export function isMoreUpToDate(one: RaftView, other: RaftView): boolean {
  if (one.lastTerm !== other.lastTerm) return one.lastTerm > other.lastTerm;
  return one.lastIndex > other.lastIndex;
}
