import type { RaftView } from "../../sut/index.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import { hasQuorum, membersOf } from "../operator/membership.ts";
import { areJoined, hasJoinedNothing, isMoreUpToDate } from "./viability.ts";

/** Who follows whom, among nodes that are up and can hear. */

/** The leader whom a quorum of its configuration follows, if there is one: what it says of the membership is so. */
export function acknowledgedLeader(cluster: Cluster, hearing: readonly number[]): RaftView | undefined {
  const leader = newestLeader(cluster, hearing);
  if (leader === undefined) return undefined;
  const reached = hearing.filter((id) => areJoined(cluster, id, leader.id));
  const followers = reached.filter((id) => follows(viewOf(cluster, id)!, leader));
  return hasQuorum(leader.configuration, followers) ? leader : undefined;
}

/**
 * The members of the leader's configuration that it reaches; or, if nobody leads, all those of the configuration that
 * comes with the most up-to-date log.
 */
export function membersAmong(cluster: Cluster, hearing: readonly number[]): number[] {
  const leader = newestLeader(cluster, hearing);
  const known = leader ?? mostUpToDate(cluster, hearing);
  const members = hearing.filter((id) => known !== undefined && membersOf(known.configuration).includes(id));
  return leader === undefined ? members : members.filter((id) => areJoined(cluster, id, leader.id));
}

export function follows(one: RaftView, leader: RaftView): boolean {
  return one.leader === leader.id && one.term === leader.term;
}

function newestLeader(cluster: Cluster, among: readonly number[]): RaftView | undefined {
  const leaders = among.map((id) => viewOf(cluster, id)!).filter(({ role }) => role === "leader");
  return foremost(leaders, (one, other) => one.term > other.term);
}

/** Of those that have heard of a configuration. */
function mostUpToDate(cluster: Cluster, among: readonly number[]): RaftView | undefined {
  const views = among.map((id) => viewOf(cluster, id)!).filter((view) => !hasJoinedNothing(view));
  return foremost(views, isMoreUpToDate);
}

/** The first of those that nobody is before; undefined if there are none. */
function foremost<T>(values: readonly T[], isBefore: (one: T, other: T) => boolean): T | undefined {
  return values.find((value) => !values.some((other) => isBefore(other, value)));
}
