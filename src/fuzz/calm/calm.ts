import type { Judge } from "../../../invariants/index.ts";
import { allNodes, type Nemesis } from "../../chaos/index.ts";
import type { RaftView } from "../../sut/index.ts";
import {
  type Cluster,
  clientIds,
  clientOf,
  hasAnsweredAll,
  instruct,
  leadersOf,
  nodesDown,
  nodesUp,
  submitTo,
  viewOf,
} from "../cluster.ts";
import { doAnswerAlike, gossipHashes } from "../gossip/after-gossip.ts";
import { votersOf } from "../operator/membership.ts";
import { backlogUs, settlingUs, steadyUs } from "./calm-limits.ts";
import type { CalmPlan, CalmStage } from "./calm-plan.ts";
import { LEFT_BEHIND } from "./left-behind.ts";
import { Participants } from "./participants.ts";
import { Straggler } from "./straggler.ts";
import { canGoOn } from "./viability.ts";

/** How often the calm is looked at, and how often if something is to happen in the midst of what messages do. */
const LOOK_EVERY_US = 25_000;
const LOOK_CLOSELY_EVERY_US = 500;

/** After so many election timeouts nodes that gossip should have told each other everything, many times over. */
const GOSSIP_TIMEOUTS = 60;

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
  /** The term of a leader that gave way though nothing was wrong; 0 if none did. */
  lostTerm = 0;
  /** The term of a leader that was asked to hand its leadership over, and no other led whom all followed; else 0. */
  keptTerm = 0;
  /** When it is next looked at: not when the director is woken for something of the storm that is over. */
  lookAtUs = 0;
  private readonly plan: CalmPlan;
  private readonly participants: Participants;
  /** Who is left behind, from when it is. */
  private straggler: Straggler | undefined = undefined;
  /** The last index of the longest log when it began. */
  private readonly stormLastIndex: number;
  /** When the last of what the storm left under way arrives. */
  private readonly quietFromUs: number;
  private stage: CalmStage = "elect";
  private steadyTerm = 0;
  private steadyLeader = 0;
  private steadyUntilUs = 0;
  private limitUs: number;
  /** Known once all else is settled and nodes do not answer alike by gossip. */
  private gossipUntilUs: number | undefined = undefined;

  /** Ends the faults of the storm. */
  constructor(cluster: Cluster, plan: CalmPlan, nemesis: Nemesis<Judge>) {
    this.sinceUs = cluster.nowUs;
    this.plan = plan;
    this.stormCommitIndex = cluster.witness.counts.entriesCommitted;
    nemesis.endAll(cluster, plan.conditions);
    if (plan.mendsClocks) for (const node of allNodes(cluster)) cluster.setClockRate(node, 1_000);
    for (const node of nodesDown(cluster).slice(plan.downNodes)) cluster.restart(node);
    this.participants = Participants.leave(cluster, plan);
    this.stormLastIndex = Math.max(...nodesUp(cluster).map((id) => viewOf(cluster, id)!.lastIndex));
    this.quietFromUs = cluster.underWayUntilUs();
    this.limitUs = this.stageLimitUs(cluster);
    this.lookAfter(cluster, LOOK_EVERY_US);
  }

  /** The node that cannot hear; 0 if there is none. */
  get deafNode(): number {
    return this.participants.deafNode;
  }

  /** The nodes that must take part. */
  members(cluster: Cluster): number[] {
    return this.participants.members(cluster);
  }

  /** The leader whom a quorum of its configuration follows, if there is one. */
  acknowledgedLeader(cluster: Cluster): RaftView | undefined {
    return this.participants.acknowledgedLeader(cluster);
  }

  /** What is still wrong, in words for a person; empty if nothing is. */
  get leftBehind(): string {
    return LEFT_BEHIND[this.participants.kind];
  }

  /** Settled: all that was expected has happened. Unsettled: some of it took too long. */
  look(cluster: Cluster): CalmState {
    const leader = this.acknowledgedLeader(cluster);
    if (leader !== undefined) this.participants.shutOutsidersOut(cluster, leader);
    else if (this.participants.mend(cluster)) this.limitUs = this.stageLimitUs(cluster);
    if (this.stage !== "elect") askAgain(cluster);
    if (leader !== undefined && this.straggler?.act(cluster, leader, this.stage)) {
      this.limitUs = this.stageLimitUs(cluster);
    }
    while (this.isStageDone(cluster)) {
      if (this.beginNextStage(cluster)) continue;
      if (this.hasGossiped(cluster)) return "settled";
      this.lookAfter(cluster, LOOK_EVERY_US);
      return "calm";
    }
    if (this.stage === "steady" && this.hasLostLeader(cluster)) this.lostTerm = this.steadyTerm;
    if (this.stage === "hand-over" && cluster.nowUs >= this.limitUs) this.keptTerm = this.steadyTerm;
    if (this.lostTerm > 0 || cluster.nowUs >= this.limitUs) return "unsettled";
    const isClose = this.stage === "catch-up" && this.straggler!.isToCrash(cluster);
    this.lookAfter(cluster, isClose ? LOOK_CLOSELY_EVERY_US : LOOK_EVERY_US);
    return "calm";
  }

  fork(): Calm {
    const participants = this.participants.fork();
    return Object.assign(Object.create(Calm.prototype) as Calm, this, {
      participants,
      straggler: this.straggler?.fork(),
    });
  }

  /** Nodes that gossip have come to answer alike, or have had all the time for it that they should need. */
  private hasGossiped(cluster: Cluster): boolean {
    if (doAnswerAlike(gossipHashes(cluster, this.members(cluster)))) return true;
    this.gossipUntilUs ??= Math.max(cluster.nowUs, this.quietFromUs) + this.plan.electionTimeoutUs * GOSSIP_TIMEOUTS;
    return cluster.nowUs >= this.gossipUntilUs;
  }

  private lookAfter(cluster: Cluster, forUs: number): void {
    this.lookAtUs = cluster.nowUs + forUs;
    cluster.wakeDirectorAt(this.lookAtUs);
  }

  /** When a stage that begins now must be done, if nobody asks for anything. */
  private stageLimitUs(cluster: Cluster): number {
    const fromUs = Math.max(cluster.nowUs, this.quietFromUs);
    return fromUs + settlingUs(cluster, this.members(cluster), this.plan.electionTimeoutUs);
  }

  private isStageDone(cluster: Cluster): boolean {
    const { participants } = this;
    switch (this.stage) {
      case "elect":
        return participants.haveElected(cluster, this.stormLastIndex);
      case "recover-idle":
        return participants.haveConverged(cluster);
      case "leave-behind": {
        const leader = participants.followedLeader(cluster);
        return leader !== undefined && hasAnsweredAll(cluster) && !this.straggler!.isToStayDown(leader);
      }
      case "catch-up":
        return cluster.isUp(this.straggler!.node) && participants.haveConverged(cluster);
      case "hand-over":
        return participants.followedLeader(cluster)?.id !== this.steadyLeader && participants.haveConverged(cluster);
      case "steady":
        return cluster.nowUs >= this.steadyUntilUs && !this.hasLostLeader(cluster);
      case "drain":
      case "answer":
        if (cluster.nowUs < this.quietFromUs) return false;
        return hasAnsweredAll(cluster) && participants.haveConverged(cluster);
    }
  }

  /** False when there is none. */
  private beginNextStage(cluster: Cluster): boolean {
    switch (this.stage) {
      case "elect":
        this.electedAtUs = cluster.nowUs;
        for (const id of clientIds(cluster)) submitTo(cluster, id);
        this.begin("drain", this.stageLimitUs(cluster) + backlogUs(cluster, this.plan.electionTimeoutUs));
        return true;
      case "drain":
        return this.beginAfterDrain(cluster);
      case "leave-behind":
        this.begin("catch-up", this.stageLimitUs(cluster));
        return true;
      case "recover-idle":
        for (const id of clientIds(cluster)) submitTo(cluster, id);
        this.begin("answer", this.stageLimitUs(cluster));
        return true;
      case "catch-up":
        return this.beginSteady(cluster);
      case "steady":
        return this.beginHandOver(cluster);
      case "hand-over":
      case "answer":
        return false;
    }
  }

  private beginAfterDrain(cluster: Cluster): boolean {
    switch (this.participants.kind) {
      case "whole":
        return this.beginSteady(cluster);
      case "straggler":
        return this.leaveBehind(cluster) || this.beginSteady(cluster);
      case "orphaned":
        return this.orphan(cluster);
      default:
        return false;
    }
  }

  private begin(stage: CalmStage, limitUs: number): void {
    this.stage = stage;
    this.limitUs = limitUs;
  }

  /** False if the others could not go on without the leader. */
  private orphan(cluster: Cluster): boolean {
    const rest = this.participants.hearing(cluster).filter((id) => viewOf(cluster, id)!.role !== "leader");
    if (!canGoOn(cluster, rest)) return false;
    for (const id of leadersOf(cluster)) cluster.crash(id);
    this.begin("recover-idle", this.stageLimitUs(cluster));
    return true;
  }

  /** False if the others could do without no follower. */
  private leaveBehind(cluster: Cluster): boolean {
    const node = this.participants.dispensableFollower(cluster);
    if (node === undefined) return false;
    this.straggler = new Straggler(cluster, node);
    this.begin("leave-behind", this.stageLimitUs(cluster));
    return true;
  }

  /** False if something may still be wrong: a node is down, and what it sent before may yet arrive. */
  private beginSteady(cluster: Cluster): boolean {
    if (!this.plan.leadersStay || nodesDown(cluster).length > 0) return false;
    const leader = this.participants.followedLeader(cluster)!;
    this.steadyTerm = leader.term;
    this.steadyLeader = leader.id;
    this.steadyUntilUs = Math.max(cluster.nowUs, this.quietFromUs) + steadyUs(this.plan.electionTimeoutUs);
    this.begin("steady", this.steadyUntilUs + LOOK_EVERY_US);
    return true;
  }

  /** False if there is nobody else to lead. Where nothing is wrong, whoever may choose its successor finds one. */
  private beginHandOver(cluster: Cluster): boolean {
    if (!this.plan.handsOver || votersOf(viewOf(cluster, this.steadyLeader)!.configuration).length === 1) return false;
    instruct(cluster, this.steadyLeader, { kind: "transfer", to: 0 });
    this.begin("hand-over", cluster.nowUs + steadyUs(this.plan.electionTimeoutUs));
    return true;
  }

  private hasLostLeader(cluster: Cluster): boolean {
    return this.participants.followedLeader(cluster)?.term !== this.steadyTerm;
  }
}

/** Whom the cluster told that their sessions had expired, ask for something else: all clients are to be answered. */
function askAgain(cluster: Cluster): void {
  for (const id of clientIds(cluster)) {
    const client = clientOf(cluster, id);
    if (client.idle && client.wasTurnedAway) submitTo(cluster, id);
  }
}
