import type { NodeId, Status } from "../../raft/index.ts";

/**
 * Watches a server that is to vote until it has caught up, in rounds (dissertation §4.2.1): a round is over when the server
 * has what the log held when the round began. One that takes less than an election timeout is the last: what is written
 * from then on waits for the server no longer than a follower waits for its leader.
 */
export class CatchingUp {
  private readonly id: NodeId;
  private readonly electionTimeoutUs: number;
  private targetIndex: number;
  private startedUs: number;

  constructor(id: NodeId, electionTimeoutUs: number, lastIndex: number, nowUs: number) {
    this.id = id;
    this.electionTimeoutUs = electionTimeoutUs;
    this.targetIndex = lastIndex;
    this.startedUs = nowUs;
  }

  /** Whether it has, as far as its leader can tell. To be asked from time to time. */
  hasCaughtUp({ lastIndex, peers }: Status, nowUs: number): boolean {
    const matchIndex = peers.find(({ id }) => id === this.id)?.matchIndex ?? 0;
    if (matchIndex === 0 || matchIndex < this.targetIndex) return false;
    if (nowUs - this.startedUs < this.electionTimeoutUs) return true;
    this.targetIndex = lastIndex;
    this.startedUs = nowUs;
    return matchIndex >= lastIndex;
  }
}
