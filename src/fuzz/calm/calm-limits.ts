import { type Cluster, clientIds, clientOf, viewOf } from "../cluster.ts";

/** How long the stages of a calm may take, in virtual time. All is a multiple of the shortest election timeout. */

/** Timeouts are drawn below twice the shortest election timeout; twenty of those are many elections. */
const LIMIT_TIMEOUTS = 20 * 2;
/** What bringing in the backlog may take for each command that a client still has to bring in, one after the other. */
const PER_COMMAND_MIN_US = 2_000_000;
const PER_COMMAND_TIMEOUTS = 4;
/**
 * A leader must stay for so many of the shortest election timeouts: if followers do not hear it, all of them campaign.
 */
const STEADY_TIMEOUTS = 4;
/**
 * What a node that is behind may take for each entry it lacks: they may come one by one, from a slow disk to another.
 */
const PER_ENTRY_US = 50_000;

/** To elect, to commit and to converge, where members' logs differ by as much as they do now. */
export function settlingUs(cluster: Cluster, members: readonly number[], electionTimeoutUs: number): number {
  const lastIndexes = members.map((id) => viewOf(cluster, id)!.lastIndex);
  const lackingEntries = Math.max(...lastIndexes) - Math.min(...lastIndexes);
  return LIMIT_TIMEOUTS * electionTimeoutUs + lackingEntries * PER_ENTRY_US;
}

/** To bring in what the client with the longest backlog waits for, and one more command. */
export function backlogUs(cluster: Cluster, electionTimeoutUs: number): number {
  const mostWaiting = Math.max(...clientIds(cluster).map((id) => clientOf(cluster, id).backlog + 1));
  return mostWaiting * Math.max(PER_COMMAND_MIN_US, PER_COMMAND_TIMEOUTS * electionTimeoutUs);
}

/** For which a leader must stay; and in which it must have handed its leadership over. */
export function steadyUs(electionTimeoutUs: number): number {
  return STEADY_TIMEOUTS * electionTimeoutUs;
}
