import type { RaftView } from "../../sut/index.ts";
import { type Cluster, clientIds, hasAnsweredAll, instruct, submitTo, viewOf } from "../cluster.ts";
import type { CalmStage } from "./calm-plan.ts";

/** So often it crashes before it may catch up. */
const CRASHES = 2;
/** The others give up leaving it behind after so many commands of each client: their logs may keep more than that. */
const MAX_ROUNDS = 150;
/** A stream to it is in its midst when so many of its pieces were sent: one was taken, for the next to be asked for. */
const PIECES = 2;

/**
 * A follower that is down while the others go on, until their leader has only a snapshot for it; then it comes back, and
 * crashes again in the midst of what it is sent. Whatever of that it has lost, it must catch up in the end.
 */
export class Straggler {
  readonly node: number;
  private crashesLeft = CRASHES;
  private roundsLeft = MAX_ROUNDS;
  /** The end of its log when it was left behind. */
  private readonly lastIndex: number;
  /** The pieces of snapshots that had been sent to anybody when it came back. */
  private piecesBefore = 0;

  /** Crashes the node. */
  constructor(cluster: Cluster, node: number) {
    this.node = node;
    this.lastIndex = viewOf(cluster, node)!.lastIndex;
    cluster.crash(node);
  }

  /** False if it is to come back now: the leader's log does not go back to where its own ends, or never will. */
  isToStayDown({ baseIndex }: RaftView): boolean {
    return baseIndex <= this.lastIndex && this.roundsLeft > 0;
  }

  /** Whether it is up and shall crash before it has caught up. */
  isToCrash(cluster: Cluster): boolean {
    return this.crashesLeft > 0 && cluster.isUp(this.node);
  }

  /** What comes next for it in this stage of the calm. True if that takes its time again. */
  act(cluster: Cluster, leader: RaftView, stage: CalmStage): boolean {
    if (stage === "leave-behind") return hasAnsweredAll(cluster) && this.goOnWithout(cluster, leader);
    if (stage !== "catch-up") return false;
    if (!cluster.isUp(this.node)) return this.comeBack(cluster);
    if (this.isToCrash(cluster)) this.crashInTheMidst(cluster, leader);
    return false;
  }

  fork(): Straggler {
    return Object.assign(Object.create(Straggler.prototype) as Straggler, this);
  }

  /** One more command of each client, and the leader is asked to take a snapshot of what they did. */
  private goOnWithout(cluster: Cluster, leader: RaftView): boolean {
    if (!this.isToStayDown(leader)) return false;
    this.roundsLeft--;
    instruct(cluster, leader.id, { kind: "take-snapshot" });
    for (const id of clientIds(cluster)) submitTo(cluster, id);
    return true;
  }

  private comeBack(cluster: Cluster): boolean {
    this.piecesBefore = piecesSent(cluster);
    return cluster.restart(this.node);
  }

  /** Crashes if it has got a part of what it lacks. */
  private crashInTheMidst(cluster: Cluster, leader: RaftView): void {
    const { lastIndex } = viewOf(cluster, this.node)!;
    const hasGotSome = lastIndex > this.lastIndex || piecesSent(cluster) >= this.piecesBefore + PIECES;
    if (!hasGotSome || lastIndex >= leader.lastIndex) return;
    this.crashesLeft--;
    cluster.crash(this.node);
  }
}

function piecesSent({ tallies }: Cluster): number {
  return tallies.get("snapshot chunks sent") ?? 0;
}
