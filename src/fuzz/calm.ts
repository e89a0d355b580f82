import type { Judge } from "../../invariants/index.ts";
import { allNodes, type Nemesis } from "../chaos/index.ts";
import type { LinkConditions } from "../sim/index.ts";
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
import { type CalmKind, deafen, LEFT_BEHIND, leaveBridge, leaveQuorum } from "./left-behind.ts";

/** How often the calm is looked at. */
const LOOK_EVERY_US = 25_000;
/** Timeouts are drawn below twice the shortest election timeout; twenty of those are many elections. */
const LIMIT_TIMEOUTS = 20 * 2;
/** What bringing in the backlog may take for each command that a client still has to bring in, one after the other. */
const PER_COMMAND_MIN_US = 2_000_000;
const PER_COMMAND_TIMEOUTS = 4;
/** A leader must stay for so many of the shortest election timeouts: if followers do not hear it, all of them campaign. */
const STEADY_TIMEOUTS = 4;
/** What a node that is behind may take for each entry it lacks: they may come one by one, from a slow disk to another. */
const PER_ENTRY_US = 50_000;

export interface CalmPlan {
  readonly kind: CalmKind;
  /** Nodes that stay down, if they are down when the calm begins; always less than half. */
  readonly downNodes: number;
  /** The shortest election timeout of the cluster: all bounds are multiples of it. */
  readonly electionTimeoutUs: number;
  /** What links are like from now on. */
  readonly conditions: LinkConditions;
  /** Whether clocks that ran too fast or too slow are mended. */
  readonly mendsClocks: boolean;
  /** Whether heartbeats come often enough for a leader to stay as long as nothing is wrong. */
  readonly leadersStay: boolean;
}

/** What the cluster still has to do: each stage has a bounded virtual time, and the next begins when it is done. */
type Stage =
  /** Elect a leader whom all follow, and commit an entry of its term and what the storm left in its log. */
  | "elect"
  /** Bring in the clients' backlog, and converge. */
  | "drain"
  /** Nothing is wrong and nobody asks for anything: whoever leads goes on leading. */
  | "steady"
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
  /** The term of a leader that gave way though nothing was wrong; 0 if none did. */
  lostTerm = 0;
  private readonly plan: CalmPlan;
  /** The last index of the longest log when it began. */
  private readonly stormLastIndex: number;
  /** When the last of what the storm left under way arrives. */
  private readonly quietFromUs: number;
  private stage: Stage = "elect";
  private steadyTerm = 0;
  private steadyUntilUs = 0;
  private limitUs: number;

  /** Ends the faults of the storm. */
  constructor(cluster: Cluster, plan: CalmPlan, nemesis: Nemesis<Judge>) {
    this.sinceUs = cluster.nowUs;
    this.plan = plan;
    this.stormCommitIndex = cluster.witness.counts.entriesCommitted;
    nemesis.endAll(cluster, plan.conditions);
    if (plan.mendsClocks) for (const node of allNodes(cluster)) cluster.setClockRate(node, 1_000);
    for (const node of nodesDown(cluster).slice(plan.downNodes)) cluster.restart(node);
    if (plan.kind === "bare-quorum") leaveQuorum(cluster);
    if (plan.kind === "bridge") leaveBridge(cluster);
    this.deafNode = plan.kind === "deaf-leader" ? deafen(cluster) : 0;
    this.stormLastIndex = Math.max(...nodesUp(cluster).map((id) => viewOf(cluster, id)!.lastIndex));
    this.quietFromUs = cluster.underWayUntilUs();
    this.limitUs = this.stageLimitUs(cluster);
    cluster.wakeDirectorAt(cluster.nowUs + LOOK_EVERY_US);
  }

  /** The nodes that must take part: those that are up, can hear, and reach the leader if there is one. */
  members(cluster: Cluster): number[] {
    const hearing = nodesUp(cluster).filter((id) => id !== this.deafNode);
    const leader = newestLeader(cluster, hearing);
    return leader === undefined ? hearing : hearing.filter((id) => areJoined(cluster, id, leader));
  }

  /** What is still wrong, in words for a person; empty if nothing is. */
  get leftBehind(): string {
    return LEFT_BEHIND[this.plan.kind];
  }

  /** Settled: all that was expected has happened. Unsettled: some of it took too long. */
  look(cluster: Cluster): CalmState {
    if (this.stage !== "elect") askAgain(cluster);
    while (this.isStageDone(cluster)) {
      if (!this.beginNextStage(cluster)) return "settled";
    }
    if (this.stage === "steady" && this.hasLostLeader(cluster)) this.lostTerm = this.steadyTerm;
    if (this.lostTerm > 0 || cluster.nowUs >= this.limitUs) return "unsettled";
    cluster.wakeDirectorAt(cluster.nowUs + LOOK_EVERY_US);
    return "calm";
  }

  fork(): Calm {
    return Object.assign(Object.create(Calm.prototype) as Calm, this);
  }

  /** When a stage that begins now must be done, if nobody asks for anything. */
  private stageLimitUs(cluster: Cluster): number {
    const lastIndexes = this.members(cluster).map((id) => viewOf(cluster, id)!.lastIndex);
    const lackingEntries = Math.max(...lastIndexes) - Math.min(...lastIndexes);
    const fromUs = Math.max(cluster.nowUs, this.quietFromUs);
    return fromUs + LIMIT_TIMEOUTS * this.plan.electionTimeoutUs + lackingEntries * PER_ENTRY_US;
  }

  private isStageDone(cluster: Cluster): boolean {
    switch (this.stage) {
      case "elect":
        return this.hasElected(cluster);
      case "recover-idle":
        return this.hasConverged(cluster);
      case "steady":
        return cluster.nowUs >= this.steadyUntilUs && !this.hasLostLeader(cluster);
      case "drain":
      case "answer":
        if (cluster.nowUs < this.quietFromUs) return false;
        return waitingClients(cluster).length === 0 && this.hasConverged(cluster);
    }
  }

  /** Some leader is followed, and has brought in what the storm left in its log: what is asked for now need not wait. */
  private hasElected(cluster: Cluster): boolean {
    const leader = this.followedLeader(cluster);
    if (leader?.hasCommittedInTerm !== true) return false;
    return leader.commitIndex >= Math.min(leader.lastIndex, this.stormLastIndex);
  }

  /** The leader that every member follows, if there is one. */
  private followedLeader(cluster: Cluster): RaftView | undefined {
    const views = this.members(cluster).map((id) => viewOf(cluster, id)!);
    const leader = views.find((view) => view.role === "leader");
    // A leader that reaches no majority is one that the storm left behind.
    if (views.length * 2 <= cluster.nodes) return undefined;
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
        const perCommandUs = Math.max(PER_COMMAND_MIN_US, PER_COMMAND_TIMEOUTS * this.plan.electionTimeoutUs);
        this.limitUs = this.stageLimitUs(cluster) + mostWaiting * perCommandUs;
        return true;
      }
      case "drain":
        if (this.plan.kind === "whole") return this.beginSteady(cluster);
        if (this.plan.kind !== "orphaned") return false;
        this.stage = "recover-idle";
        for (const id of leadersOf(cluster)) cluster.crash(id);
        this.limitUs = this.stageLimitUs(cluster);
        return true;
      case "recover-idle":
        this.stage = "answer";
        for (const id of clientIds(cluster)) submitTo(cluster, id);
        this.limitUs = this.stageLimitUs(cluster);
        return true;
      case "steady":
      case "answer":
        return false;
    }
  }

  /** False if something may still be wrong: a node is down, and what it sent before may yet arrive. */
  private beginSteady(cluster: Cluster): boolean {
    if (!this.plan.leadersStay || this.members(cluster).length < cluster.nodes) return false;
    this.stage = "steady";
    this.steadyTerm = this.followedLeader(cluster)!.term;
    this.steadyUntilUs = Math.max(cluster.nowUs, this.quietFromUs) + STEADY_TIMEOUTS * this.plan.electionTimeoutUs;
    this.limitUs = this.steadyUntilUs + LOOK_EVERY_US;
    return true;
  }

  private hasLostLeader(cluster: Cluster): boolean {
    return this.followedLeader(cluster)?.term !== this.steadyTerm;
  }
}

/** Whom the cluster told that their sessions had expired, ask for something else: all clients are to be answered. */
function askAgain(cluster: Cluster): void {
  for (const id of clientIds(cluster)) {
    const client = clientOf(cluster, id);
    if (client.idle && client.wasTurnedAway) submitTo(cluster, id);
  }
}

function newestLeader(cluster: Cluster, among: readonly number[]): number | undefined {
  const leaders = leadersOf(cluster).filter((id) => among.includes(id));
  return maxBy(leaders, (id) => viewOf(cluster, id)!.term);
}

function areJoined(cluster: Cluster, one: number, other: number): boolean {
  return one === other || !(cluster.isCut(one, other) || cluster.isCut(other, one));
}

/** The first of those with the greatest measure; undefined if there are none. */
function maxBy(ids: readonly number[], measure: (id: number) => number): number | undefined {
  const greatest = Math.max(...ids.map(measure));
  return ids.find((id) => measure(id) === greatest);
}
