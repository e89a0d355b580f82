import type { RaftView } from "../../sut/index.ts";
import { type Cluster, nodesDown, nodesUp, viewOf } from "../cluster.ts";
import { hasQuorum, isJoint, membersOf, votersOf } from "../operator/membership.ts";
import type { CalmPlan } from "./calm-plan.ts";
import { acknowledgedLeader, follows, membersAmong } from "./following.ts";
import { type CalmKind, deafen, leaveBridge, leaveQuorum } from "./left-behind.ts";
import { canGoOn, hasJoinedNothing } from "./viability.ts";

/**
 * Who takes part in a calm: the nodes that are up, can hear, and belong to the cluster. What was left behind stays as it
 * is, as long as they can go on like that.
 */
export class Participants {
  /** What is wrong by now: nothing once it had to be mended. */
  kind: CalmKind;
  /** The node that cannot hear; 0 if there is none. */
  deafNode: number;
  private readonly outsidersMayRun: boolean;
  /** Nodes that are cut off for good, since they do not belong to the cluster any more. */
  private shutOut: readonly number[] = [];

  private constructor(kind: CalmKind, deafNode: number, outsidersMayRun: boolean) {
    this.kind = kind;
    this.deafNode = deafNode;
    this.outsidersMayRun = outsidersMayRun;
  }

  /** Leaves wrong what the plan has left wrong, as far as the others can go on with it. */
  static leave(cluster: Cluster, { kind, outsidersMayRun }: CalmPlan): Participants {
    if (kind === "bare-quorum") leaveQuorum(cluster);
    const isWhole = kind === "bridge" && !leaveBridge(cluster);
    const deafNode = kind === "deaf-leader" ? deafen(cluster) : 0;
    const participants = new Participants(isWhole ? "whole" : kind, deafNode, outsidersMayRun);
    participants.mend(cluster);
    return participants;
  }

  hearing(cluster: Cluster): number[] {
    return nodesUp(cluster).filter((id) => id !== this.deafNode);
  }

  /** The nodes that must take part: those of the configuration in force that are up, can hear, and reach the leader. */
  members(cluster: Cluster): number[] {
    return membersAmong(cluster, this.hearing(cluster));
  }

  /** The leader whom a quorum of its configuration follows, if there is one. */
  acknowledgedLeader(cluster: Cluster): RaftView | undefined {
    return acknowledgedLeader(cluster, this.hearing(cluster));
  }

  /** The leader that every member follows, if there is one. One that is being removed has to give way. */
  followedLeader(cluster: Cluster): RaftView | undefined {
    const leader = this.acknowledgedLeader(cluster);
    if (leader === undefined || !votersOf(leader.configuration).includes(leader.id)) return undefined;
    return this.members(cluster).every((id) => follows(viewOf(cluster, id)!, leader)) ? leader : undefined;
  }

  /**
   * Some leader is followed, and has brought in what the storm left in its log up to this index: what is asked for now
   * need not wait.
   */
  haveElected(cluster: Cluster, stormLastIndex: number): boolean {
    const leader = this.followedLeader(cluster);
    if (leader?.hasCommittedInTerm !== true) return false;
    // A joint configuration has to be left, by itself or on request.
    if (isJoint(leader.configuration) || !leader.isConfigurationCommitted) return false;
    // Clients that had no answer for long have asked again and again, and all of that stands in the log before them.
    if (leader.lastIndex - leader.commitIndex > 2 * cluster.clients) return false;
    const upTo = Math.min(leader.lastIndex, stormLastIndex);
    // Who lately became a voter may lack the whole log, and nothing is committed without it where it is needed.
    const upToDate = this.members(cluster).filter((id) => viewOf(cluster, id)!.lastIndex >= upTo);
    return leader.commitIndex >= upTo && hasQuorum(leader.configuration, upToDate);
  }

  /** Every member has applied the whole log of the leader that it follows. */
  haveConverged(cluster: Cluster): boolean {
    const leader = this.followedLeader(cluster);
    if (leader === undefined) return false;
    const { lastIndex } = leader;
    return this.members(cluster)
      .map((id) => viewOf(cluster, id)!)
      .every((view) => view.lastIndex === lastIndex && view.appliedIndex === lastIndex);
  }

  /** A member that does not lead, that can come back, and that the others can go on without; undefined if none is. */
  dispensableFollower(cluster: Cluster): number | undefined {
    const hearing = this.hearing(cluster);
    const followers = this.members(cluster).filter((id) => viewOf(cluster, id)!.role === "follower");
    const canComeBack = followers.filter((id) => !cluster.isDamaged(id));
    return canComeBack.find((id) =>
      canGoOn(
        cluster,
        hearing.filter((other) => other !== id),
      ),
    );
  }

  /**
   * What the storm left under way can change which configurations may be in force. If those that are left cannot go on
   * by themselves any more, what was left behind is mended; this brings nodes back one by one. False if all stays as it is.
   */
  mend(cluster: Cluster): boolean {
    let hasMended = false;
    while (!canGoOn(cluster, this.hearing(cluster)) && this.mendOne(cluster)) hasMended = true;
    return hasMended;
  }

  /**
   * A node that was removed and has not been told would disturb the others for ever, where they are not protected from
   * it: its operator takes it off their network. It goes on answering clients, that nobody leads.
   */
  shutOutsidersOut(cluster: Cluster, leader: RaftView): void {
    if (this.outsidersMayRun || isJoint(leader.configuration) || !leader.isConfigurationCommitted) return;
    const known = [...membersOf(leader.configuration), leader.id, ...this.shutOut];
    for (const id of nodesUp(cluster)) {
      if (known.includes(id) || hasJoinedNothing(viewOf(cluster, id)!)) continue;
      this.shutOut = [...this.shutOut, id];
      cluster.partition([id]);
    }
  }

  fork(): Participants {
    return Object.assign(Object.create(Participants.prototype) as Participants, this);
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
}
