import type { Order, RaftView } from "../../sut/index.ts";

/** What the lab reads in a configuration, by itself: a core with a planted bug is not asked what a quorum is. */

export type Configuration = RaftView["configuration"];
export type MembershipChange = Extract<Order, { readonly kind: "change-membership" }>["change"];
export type MembershipStep = Extract<MembershipChange, { readonly kind: "change" }>["steps"][number];

export function isJoint({ outgoing }: Configuration): boolean {
  return outgoing.length > 0;
}

/** Everybody whose vote counts. */
export function votersOf({ voters, outgoing }: Configuration): number[] {
  return ascending([...voters, ...outgoing]);
}

/** Everybody who is to have the log. */
export function membersOf({ voters, outgoing, learners }: Configuration): number[] {
  return ascending([...voters, ...outgoing, ...learners]);
}

/** Whether more than half of the voters are among the nodes; of a joint configuration, more than half of each half. */
export function hasQuorum({ voters, outgoing }: Configuration, nodes: readonly number[]): boolean {
  const isMajority = (half: readonly number[]): boolean =>
    half.filter((voter) => nodes.includes(voter)).length * 2 > half.length;
  return isMajority(voters) && (outgoing.length === 0 || isMajority(outgoing));
}

export function areAlike(one: Configuration, other: Configuration): boolean {
  return (["voters", "outgoing", "learners", "learnersNext"] as const).every(
    (list) => String(one[list]) === String(other[list]),
  );
}

function ascending(nodes: readonly number[]): number[] {
  return [...new Set(nodes)].sort((one, other) => one - other);
}
