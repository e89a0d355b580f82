import type { RaftView } from "../sut/index.ts";
import {
  type Cluster,
  clientIds,
  clientOf,
  leadersOf,
  nodesDown,
  nodesUp,
  submitTo,
  viewOf,
  waitingClients,
} from "./cluster.ts";
import { ELECTION_TIMEOUT_US } from "./timing.ts";

/** How often the calm is looked at. */
const LOOK_EVERY_US = 25_000;
/** Election timeouts are drawn below twice this; forty of those are many elections. */
const LIMIT_US = 40 * 2 * ELECTION_TIMEOUT_US;
/** What bringing in the backlog may take for each command that a client still has to bring in, one after the other. */
const PER_COMMAND_US = 2_000_000;

/**
 * How the storm ends. A quorum is always healed:
 * whole: every fault ends, but some nodes may stay down;
 * deaf-leader: the leader goes on sending and never hears from the other nodes again, so that they have to part with it;
 * orphaned: once all is settled and no client asks for anything, the leader crashes for good.
 */
export type CalmKind = "whole" | "deaf-leader" | "orphaned";

export interface CalmPlan {
  readonly kind: CalmKind;
  /** Nodes that stay down, if they are down when the calm begins; always less than half. */
  readonly downNodes: number;
}

/** What the cluster still has to do: each stage has a bounded virtual time, and the next begins when it is done. */
type Stage =
  /** Elect a leader whom all follow, and commit an entry of its term. */
  | "elect"
  /** Bring in the clients' backlog, and converge. */
  | "drain"
  /** The leader has crashed: elect another and converge, with nobody asking for anything. */
  | "recover-idle"
  /** Answer one more command of each client. */
  | "answer";

export type CalmState = "calm" | "settled" | "unsettled";

/**
 * The calm after the storm: faults have stopped, a quorum is up and connected, and the cluster must elect a leader,
 * commit and converge within bounded virtual times.
 */
export class Calm {
  readonly sinceUs: number;
  /** The highest index that any node had committed when it began. */
  readonly stormCommitIndex: number;
  /** When the first stage was done: whatever a client asks for from then on must be answered. */
  electedAtUs = Number.MAX_SAFE_INTEGER;
  /** The node that cannot hear; 0 if there is none. */
  readonly deafNode: number;
  private readonly kind: CalmKind;
  private stage: Stage = "elect";
  private limitUs: number;

  /** Ends the faults of the storm. */
  constructor(cluster: Cluster, plan: CalmPlan) {
    this.sinceUs = cluster.nowUs;
    this.kind = plan.kind;
    this.stormCommitIndex = cluster.witness.counts.entriesCommitted;
    cluster.healAll();
    cluster.setExtraDelay(0, "nodes");
    cluster.setLoss(0, "nodes");
    for (const node of nodesDown(cluster).slice(plan.downNodes)) cluster.restart(node);
    this.deafNode = plan.kind === "deaf-leader" ? deafen(cluster) : 0;
    this.limitUs = cluster.nowUs + LIMIT_US;
    cluster.wakeDirectorAt(cluster.nowUs + LOOK_EVERY_US);
  }

  /** The nodes that must take part: those that are up and can hear. */
  members(cluster: Cluster): number[] {
    return nodesUp(cluster).filter((id) => id !== this.deafNode);
  }

  /** Settled: all that was expected has happened. Unsettled: some of it took too long. */
  look(cluster: Cluster): CalmState {
    while (this.isStageDone(cluster)) {
      if (!this.beginNextStage(cluster)) return "settled";
    }
    if (cluster.nowUs >= this.limitUs) return "unsettled";
    cluster.wakeDirectorAt(cluster.nowUs + LOOK_EVERY_US);
    return "calm";
  }

  fork(): Calm {
    return Object.assign(Object.create(Calm.prototype) as Calm, this);
  }

  private isStageDone(cluster: Cluster): boolean {
    switch (this.stage) {
      case "elect":
        return this.followedLeader(cluster)?.hasCommittedInTerm === true;
      case "recover-idle":
        return this.hasConverged(cluster);
      case "drain":
      case "answer":
        return waitingClients(cluster).length === 0 && this.hasConverged(cluster);
    }
  }

  /** The leader that every member follows, if there is one. */
  private followedLeader(cluster: Cluster): RaftView | undefined {
    const views = this.members(cluster).map((id) => viewOf(cluster, id)!);
    const leader = views.find((view) => view.role === "leader");
    return views.every((view) => view.leader === leader?.id && view.term === leader.term) ? leader : undefined;
  }

  /** Every member has applied the whole log of the leader that it follows. */
  private hasConverged(cluster: Cluster): boolean {
    const leader = this.followedLeader(cluster);
    if (leader === undefined) return false;
    const { lastIndex } = leader;
    return this.members(cluster)
      .map((id) => viewOf(cluster, id)!)
      .every((view) => view.lastIndex === lastIndex && view.appliedIndex === lastIndex);
  }

  /** False when there is none. */
  private beginNextStage(cluster: Cluster): boolean {
    switch (this.stage) {
      case "elect": {
        this.stage = "drain";
        this.electedAtUs = cluster.nowUs;
        const clients = clientIds(cluster);
        for (const id of clients) submitTo(cluster, id);
        const mostWaiting = Math.max(...clients.map((id) => clientOf(cluster, id).backlog + 1));
        this.limitUs = cluster.nowUs + LIMIT_US + mostWaiting * PER_COMMAND_US;
        return true;
      }
      case "drain":
        if (this.kind !== "orphaned") return false;
        this.stage = "recover-idle";
        for (const id of leadersOf(cluster)) cluster.crash(id);
        this.limitUs = cluster.nowUs + LIMIT_US;
        return true;
      case "recover-idle":
        this.stage = "answer";
        for (const id of clientIds(cluster)) submitTo(cluster, id);
        this.limitUs = cluster.nowUs + LIMIT_US;
        return true;
      case "answer":
        return false;
    }
  }
}

/** Cuts all that comes to the leader from other nodes, or to the first node that is up if nobody leads. */
function deafen(cluster: Cluster): number {
  const [deaf] = [...leadersOf(cluster), ...nodesUp(cluster)];
  for (let from = 1; from <= cluster.nodes; from++) if (from !== deaf) cluster.cut(from, deaf!);
  return deaf!;
}
