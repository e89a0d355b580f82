import type { LinkConditions } from "../../sim/index.ts";
import type { CalmKind } from "./left-behind.ts";

/** What is decided of a calm before the storm begins. */
export interface CalmPlan {
  readonly kind: CalmKind;
  /** Nodes that stay down, if they are down when the calm begins and the others can do without them. */
  readonly downNodes: number;
  /** The shortest election timeout of the cluster: all bounds are multiples of it. */
  readonly electionTimeoutUs: number;
  /** What links are like from now on. */
  readonly conditions: LinkConditions;
  /** Whether clocks that ran too fast or too slow are mended. */
  readonly mendsClocks: boolean;
  /** Whether a node that was removed and does not know it may go on, for pre-votes and check-quorum keep it quiet. */
  readonly outsidersMayRun: boolean;
  /** Whether heartbeats come often enough for a leader to stay as long as nothing is wrong. */
  readonly leadersStay: boolean;
  /** Whether in the end the leader is asked to hand its leadership over, as it was in the storm. */
  readonly handsOver: boolean;
}

/**
 * What the cluster still has to do, and that is its members: those that are up of the voters and learners of the
 * configuration in force. Each stage has a bounded virtual time, and the next begins when it is done.
 */
export type CalmStage =
  /** Elect a leader whom all follow, and commit an entry of its term and what the storm left in its log. */
  | "elect"
  /** Bring in the clients' backlog, and converge. */
  | "drain"
  /** A follower is down: the others go on, until their leader's log does not go back to where its own ends. */
  | "leave-behind"
  /** The follower comes back, crashes in the midst of what it is sent, and converges with the others all the same. */
  | "catch-up"
  /** Nothing is wrong and nobody asks for anything: whoever leads goes on leading. */
  | "steady"
  /** The leader was asked to hand its leadership over: another leads, and all converge. */
  | "hand-over"
  /** The leader has crashed: elect another and converge, with nobody asking for anything. */
  | "recover-idle"
  /** Answer one more command of each client. */
  | "answer";
