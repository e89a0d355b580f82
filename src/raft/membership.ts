import {
  afterJoint,
  allMembers,
  ascending,
  type Configuration,
  configurationOf,
  isJoint,
  isMember,
  isVoter,
  jointOf,
} from "./configuration.ts";
import { NOBODY, type NodeId } from "./entry.ts";
import { assertChange, type MembershipChange, type MembershipStep } from "./membership-change.ts";
import type { ChangeRejectionReason, Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { appendAsLeader, replicateToAll } from "./replication.ts";
import { becomeFollower } from "./roles.ts";
import type { RaftState } from "./state.ts";

/**
 * Appends the configuration that the change makes, or rejects it. One change at a time, or quorums of two of them need not
 * meet (dissertation §4.1); and none before an entry of this term is committed, or a change that a former leader began
 * elsewhere could still be decided beside it (Ongaro, raft-dev, 2015).
 */
export function changeMembership(raft: RaftState, output: Output, change: MembershipChange): void {
  assertChange(change);
  const reason = reasonToWait(raft);
  const next = reason ?? configurationAfter(raft.configuration, change);
  if (typeof next === "string") rejectChange(raft, output, change, next);
  else appendConfiguration(raft, output, next);
}

export function rejectChange(
  raft: RaftState,
  output: Output,
  change: MembershipChange,
  reason: ChangeRejectionReason,
): void {
  output.rejections.push({ of: "change", change, reason, leader: raft.leader });
}

function reasonToWait(raft: RaftState): ChangeRejectionReason | undefined {
  if (raft.role !== "leader") return "not-leader";
  if (raft.transfer !== undefined) return "transferring";
  if (!raft.hasCommittedInTerm) return "nothing-committed-in-term";
  if (!raft.isConfigurationCommitted) return "change-under-way";
  return undefined;
}

/** The configuration that a change makes of this one, or why it makes none. */
export function configurationAfter(
  current: Configuration,
  change: MembershipChange,
): Configuration | ChangeRejectionReason {
  if (change.kind === "leave") return isJoint(current) ? afterJoint(current) : "not-joint";
  if (isJoint(current)) return "already-joint";
  if (change.steps.some((step) => isUnknown(current, step))) return "unknown-node";
  const target = withSteps(current, change.steps);
  if (target.voters.length === 0) return "no-voter-left";
  const voters = difference(current.voters, target.voters);
  if (voters + difference(current.learners, target.learners) === 0) return "nothing-to-change";
  // Majorities of two sets of voters always meet if the sets differ by one server (§4.1).
  if (change.transition === "auto" && voters <= 1) return target;
  return jointOf(current, target, change.transition !== "explicit");
}

function isUnknown(current: Configuration, { kind, node }: MembershipStep): boolean {
  return kind === "remove" ? !isMember(current, node) : !Number.isSafeInteger(node) || node <= NOBODY;
}

/** What the steps, one after the other, make of a configuration that is not joint. To remove nobody changes nothing. */
export function withSteps(current: Configuration, steps: readonly MembershipStep[]): Configuration {
  const voters = new Set(current.voters);
  const learners = new Set(current.learners);
  for (const { kind, node } of steps) {
    voters.delete(node);
    learners.delete(node);
    if (kind === "add-voter") voters.add(node);
    else if (kind === "add-learner") learners.add(node);
  }
  return configurationOf([...voters], [...learners]);
}

/** How many servers are in one of the lists only. */
function difference(one: readonly NodeId[], other: readonly NodeId[]): number {
  return one.filter((node) => !other.includes(node)).length + other.filter((node) => !one.includes(node)).length;
}

/** It is in force at once (§4.1), so everything that follows from it is judged by it from here on. */
function appendConfiguration(raft: RaftState, output: Output, data: Configuration): void {
  const index = raft.log.lastIndex + 1;
  appendAsLeader(raft, output, [{ index, term: raft.term, kind: "configuration", data, bytes: 0 }]);
  alignPeers(raft);
  replicateToAll(raft, output);
}

/**
 * The leader committed more, above `committedBefore`, and told its peers. A joint configuration that it should leave by
 * itself it leaves once that is committed (§4.3): the next one is in force as soon as it is appended, so this happens
 * once. A leader that the committed configuration leaves out has led to the end of its removal, and steps down (§4.2.2).
 * Servers on their way out have been told, and are not sent anything any more.
 */
export function followCommit(raft: RaftState, output: Output, committedBefore: number): void {
  const { index, configuration } = raft.configurations.latest;
  if (index > raft.commitIndex) return;
  if (configuration.leavesByItself) appendConfiguration(raft, output, afterJoint(configuration));
  else if (index > committedBefore) {
    takeLeave(raft, output);
    if (isVoter(configuration, raft.id)) alignPeers(raft);
    else becomeFollower(raft, NOBODY);
  }
}

/**
 * What a server on its way out does not have yet goes out once more, from where it is known to match and with the commit
 * index: one message, that needs no other to have arrived before it.
 */
function takeLeave(raft: RaftState, output: Output): void {
  for (const peer of raft.peers) {
    if (!isMember(raft.configuration, peer.id)) peer.startProbe(peer.matchIndex + 1);
  }
  replicateToAll(raft, output);
}

/**
 * Peers follow the configuration: those that stay keep their progress, and new ones are first asked about the last entry.
 * A server that the latest configuration leaves out is kept until that is committed, so that it learns of its removal and
 * does not campaign for want of a leader; its word counts for nothing.
 */
export function alignPeers(raft: RaftState): void {
  const { latest, previous } = raft.configurations;
  const leaving = raft.isConfigurationCommitted ? [] : allMembers(previous.configuration);
  const members = ascending([...allMembers(latest.configuration), ...leaving]);
  for (const peer of raft.peers) {
    if (!members.includes(peer.id)) raft.firstRound = Math.max(raft.firstRound, peer.round + 1);
  }
  const others = members.filter((id) => id !== raft.id);
  raft.peers.splice(0, raft.peers.length, ...others.map((id) => raft.peer(id) ?? newPeer(raft, id)));
}

/** Nothing is known of where it stands; to be heard from it has as long as the others. */
function newPeer(raft: RaftState, id: NodeId): Progress {
  const peer = new Progress(id);
  peer.round = raft.firstRound;
  peer.nextIndex = raft.log.lastIndex;
  peer.lastContactUs = raft.nowUs;
  return peer;
}
