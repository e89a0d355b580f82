import type { Judge } from "../../invariants/index.ts";
import { allNodes, type Nemesis } from "../chaos/index.ts";
import type { LinkConditions } from "../sim/index.ts";
import type { RaftView } from "../sut/index.ts";
import {
  type Cluster,
  clientIds,
  clientOf,
  instruct,
  leadersOf,
  nodesDown,
  nodesUp,
  submitTo,
  viewOf,
  waitingClients,
} from "./cluster.ts";
import { acknowledgedLeader, follows, membersAmong } from "./following.ts";
import { type CalmKind, deafen, LEFT_BEHIND, leaveBridge, leaveQuorum } from "./left-behind.ts";
import { hasQuorum, isJoint, membersOf, votersOf } from "./membership.ts";
import { canGoOn, hasJoinedNothing } from "./viability.ts";

/** How often the calm is looked at. */
const LOOK_EVERY_US = 25_000;
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
type Stage =
  /** Elect a leader whom all follow, and commit an entry of its term and what the storm left in its log. */
  | "elect"
  /** Bring in the clients' backlog, and converge. */
  | "drain"
  /** Nothing is wrong and nobody asks for anything: whoever leads goes on leading. */
  | "steady"
  /** The leader was asked to hand its leadership over: another leads, and all converge. */
  | "hand-over"
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
  deafNode: number;
  /** The term of a leader that gave way though nothing was wrong; 0 if none did. */
  lostTerm = 0;
  /** The term of a leader that was asked to hand its leadership over, and no other led whom all followed; else 0. */
  keptTerm = 0;
  /** When it is next looked at: not when the director is woken for something of the storm that is over. */
  lookAtUs = 0;
  private readonly plan: CalmPlan;
  private kind: CalmKind;
  /** The last index of the longest log when it began. */
  private readonly stormLastIndex: number;
  /** When the last of what the storm left under way arrives. */
  private readonly quietFromUs: number;
  /** Nodes that are cut off for good, since they do not belong to the cluster any more. */
  private shutOut: readonly number[] = [];
  private stage: Stage = "elect";
  private steadyTerm = 0;
  private steadyLeader = 0;
  private steadyUntilUs = 0;
  private limitUs: number;

  /** Ends the faults of the storm. */
  constructor(cluster: Cluster, plan: CalmPlan, nemesis: Nemesis<Judge>) {
    this.sinceUs = cluster.nowUs;
    this.plan = plan;
    this.kind = plan.kind;
    this.stormCommitIndex = cluster.witness.counts.entriesCommitted;
    nemesis.endAll(cluster, plan.conditions);
    if (plan.mendsClocks) for (const node of allNodes(cluster)) cluster.setClockRate(node, 1_000);
    for (const node of nodesDown(cluster).slice(plan.downNodes)) cluster.restart(node);
    if (plan.kind === "bare-quorum") leaveQuorum(cluster);
    if (plan.kind === "bridge" && !leaveBridge(cluster)) this.kind = "whole";
    this.deafNode = plan.kind === "deaf-leader" ? deafen(cluster) : 0;
    this.mend(cluster);
    this.stormLastIndex = Math.max(...nodesUp(cluster).map((id) => viewOf(cluster, id)!.lastIndex));
    this.quietFromUs = cluster.underWayUntilUs();
    this.limitUs = this.stageLimitUs(cluster);
    this.lookLater(cluster);
  }

  /** The nodes that must take part: those of the configuration in force that are up, can hear, and reach the leader. */
  members(cluster: Cluster): number[] {
    return membersAmong(cluster, this.hearing(cluster));
  }

  /** The leader whom a quorum of its configuration follows, if there is one. */
  acknowledgedLeader(cluster: Cluster): RaftView | undefined {
    return acknowledgedLeader(cluster, this.hearing(cluster));
  }

  /** What is still wrong, in words for a person; empty if nothing is. */
  get leftBehind(): string {
    return LEFT_BEHIND[this.kind];
  }

  /** Settled: all that was expected has happened. Unsettled: some of it took too long. */
  look(cluster: Cluster): CalmState {
    const leader = this.acknowledgedLeader(cluster);
    if (leader === undefined) this.mend(cluster);
    else this.shutOutsidersOut(cluster, leader);
    if (this.stage !== "elect") askAgain(cluster);
    while (this.isStageDone(cluster)) {
      if (!this.beginNextStage(cluster)) return "settled";
    }
    if (this.stage === "steady" && this.hasLostLeader(cluster)) this.lostTerm = this.steadyTerm;
    if (this.stage === "hand-over" && cluster.nowUs >= this.limitUs) this.keptTerm = this.steadyTerm;
    if (this.lostTerm > 0 || cluster.nowUs >= this.limitUs) return "unsettled";
    this.lookLater(cluster);
    return "calm";
  }

  fork(): Calm {
    return Object.assign(Object.create(Calm.prototype) as Calm, this);
  }

  private lookLater(cluster: Cluster): void {
    this.lookAtUs = cluster.nowUs + LOOK_EVERY_US;
    cluster.wakeDirectorAt(this.lookAtUs);
  }

  private hearing(cluster: Cluster): number[] {
    return nodesUp(cluster).filter((id) => id !== this.deafNode);
  }

  /**
   * What the storm left under way can change which configurations may be in force. If those that are left cannot go on
   * by themselves any more, what was left behind is mended, and all begins anew; this brings nodes back one by one.
   */
  private mend(cluster: Cluster): void {
    while (!canGoOn(cluster, this.hearing(cluster)) && this.mendOne(cluster)) this.limitUs = this.stageLimitUs(cluster);
  }

  /** False if all is whole. */
  private mendOne(cluster: Cluster): boolean {
    const down = nodesDown(cluster).find((id) => !cluster.isDamaged(id));
    if (down !== undefined) return cluster.restart(down);
    if (this.kind !== "bridge" && this.kind !== "deaf-leader") return false;
    this.kind = "whole";
    this.deafNode = 0;
    cluster.healAll();
    return true;
  }

  /**
   * A node that was removed and has not been told would disturb the others for ever, where they are not protected from
   * it: its operator takes it off their network. It goes on answering clients, that nobody leads.
   */
  private shutOutsidersOut(cluster: Cluster, leader: RaftView): void {
    if (this.plan.outsidersMayRun || isJoint(leader.configuration) || !leader.isConfigurationCommitted) return;
    const known = [...membersOf(leader.configuration), leader.id, ...this.shutOut];
    for (const id of nodesUp(cluster)) {
      if (known.includes(id) || hasJoinedNothing(viewOf(cluster, id)!)) continue;
      this.shutOut = [...this.shutOut, id];
      cluster.partition([id]);
    }
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
      case "hand-over":
        return this.followedLeader(cluster)?.id !== this.steadyLeader && this.hasConverged(cluster);
      case "steady":
        return cluster.nowUs >= this.steadyUntilUs && !this.hasLostLeader(cluster);
      case "drain":
      case "answer":
        if (cluster.nowUs < this.quietFromUs) return false;
        return waitingClients(cluster).length === 0 && this.hasConverged(cluster);
    }
  }

  /**
   * Some leader is followed, and has brought in what the storm left in its log: what is asked for now need not wait.
   */
  private hasElected(cluster: Cluster): boolean {
    const leader = this.followedLeader(cluster);
    if (leader?.hasCommittedInTerm !== true) return false;
    // A joint configuration has to be left, by itself or on request.
    if (isJoint(leader.configuration) || !leader.isConfigurationCommitted) return false;
    const upTo = Math.min(leader.lastIndex, this.stormLastIndex);
    // Who lately became a voter may lack the whole log, and nothing is committed without it where it is needed.
    const upToDate = this.members(cluster).filter((id) => viewOf(cluster, id)!.lastIndex >= upTo);
    return leader.commitIndex >= upTo && hasQuorum(leader.configuration, upToDate);
  }

  /** The leader that every member follows, if there is one. One that is being removed has to give way. */
  private followedLeader(cluster: Cluster): RaftView | undefined {
    const leader = this.acknowledgedLeader(cluster);
    if (leader === undefined || !votersOf(leader.configuration).includes(leader.id)) return undefined;
    return this.members(cluster).every((id) => follows(viewOf(cluster, id)!, leader)) ? leader : undefined;
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
        if (this.kind === "whole") return this.beginSteady(cluster);
        return this.kind === "orphaned" && this.orphan(cluster);
      case "recover-idle":
        this.stage = "answer";
        for (const id of clientIds(cluster)) submitTo(cluster, id);
        this.limitUs = this.stageLimitUs(cluster);
        return true;
      case "steady":
        return this.beginHandOver(cluster);
      case "hand-over":
      case "answer":
        return false;
    }
  }

  /** False if the others could not go on without the leader. */
  private orphan(cluster: Cluster): boolean {
    const rest = this.hearing(cluster).filter((id) => viewOf(cluster, id)!.role !== "leader");
    if (!canGoOn(cluster, rest)) return false;
    this.stage = "recover-idle";
    for (const id of leadersOf(cluster)) cluster.crash(id);
    this.limitUs = this.stageLimitUs(cluster);
    return true;
  }

  /** False if something may still be wrong: a node is down, and what it sent before may yet arrive. */
  private beginSteady(cluster: Cluster): boolean {
    if (!this.plan.leadersStay || nodesDown(cluster).length > 0) return false;
    this.stage = "steady";
    const leader = this.followedLeader(cluster)!;
    this.steadyTerm = leader.term;
    this.steadyLeader = leader.id;
    this.steadyUntilUs = Math.max(cluster.nowUs, this.quietFromUs) + STEADY_TIMEOUTS * this.plan.electionTimeoutUs;
    this.limitUs = this.steadyUntilUs + LOOK_EVERY_US;
    return true;
  }

  /** False if there is nobody else to lead. Where nothing is wrong, whoever may choose its successor finds one. */
  private beginHandOver(cluster: Cluster): boolean {
    if (!this.plan.handsOver || votersOf(viewOf(cluster, this.steadyLeader)!.configuration).length === 1) return false;
    this.stage = "hand-over";
    instruct(cluster, this.steadyLeader, { kind: "transfer", to: 0 });
    this.limitUs = cluster.nowUs + STEADY_TIMEOUTS * this.plan.electionTimeoutUs;
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
