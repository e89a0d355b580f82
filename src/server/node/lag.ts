import type { PeerStatus, Status } from "../../raft/index.ts";

/**
 * How many entries of the leader's log a peer does not have yet. Undefined as long as the peer has not said in this term
 * what it has: a new leader knows nothing of anybody.
 */
export function lagOf({ lastIndex }: Pick<Status, "lastIndex">, { matchIndex, mode }: PeerStatus): number | undefined {
  return matchIndex === 0 && mode === "probe" ? undefined : lastIndex - matchIndex;
}
