import type { Configuration } from "./configuration.ts";
import type { NodeId } from "./entry.ts";

/** More than half (Raft paper §5.2): any two quorums of one membership share a server. */
export function quorumSize(voters: readonly NodeId[]): number {
  return Math.floor(voters.length / 2) + 1;
}

export function isQuorum(voters: readonly NodeId[], members: ReadonlySet<NodeId>): boolean {
  let count = 0;
  for (const voter of voters) if (members.has(voter)) count++;
  return count >= quorumSize(voters);
}

/** A quorum of a joint configuration is one of each half (dissertation §4.3); others have only one half. */
export function isQuorumOf({ voters, outgoing }: Configuration, members: ReadonlySet<NodeId>): boolean {
  return isQuorum(voters, members) && (outgoing.length === 0 || isQuorum(outgoing, members));
}

/**
 * The highest index that a quorum holds, given the index up to which each voter matches; so too of anything else that
 * only grows. Sorts its argument, highest first, by insertion: it has few members.
 */
export function quorumIndex(voters: readonly NodeId[], matchIndexes: number[]): number {
  for (let i = 1; i < matchIndexes.length; i++) {
    const index = matchIndexes[i]!;
    let place = i;
    for (; place > 0 && matchIndexes[place - 1]! < index; place--) matchIndexes[place] = matchIndexes[place - 1]!;
    matchIndexes[place] = index;
  }
  return matchIndexes[quorumSize(voters) - 1] ?? 0;
}
