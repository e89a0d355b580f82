import type { NodeId } from "./entry.ts";

/**
 * Who belongs to the cluster, and whose word counts (dissertation §4). All lists ascend, and hold each server once.
 * Immutable: a change makes another one.
 *
 * A joint configuration has `outgoing` voters: elections and commitment then need a majority of `voters` and a majority
 * of `outgoing` (§4.3). A learner, in other words a witness node or read replica, is sent the log and does not vote; it
 * can be promoted (§4.2.1).
 */
export interface Configuration {
  readonly voters: readonly NodeId[];
  /** The voters before the change under way; empty unless the configuration is joint. */
  readonly outgoing: readonly NodeId[];
  readonly learners: readonly NodeId[];
  /** Servers among `outgoing` that become learners when the joint configuration is left: until then they still vote. */
  readonly learnersNext: readonly NodeId[];
  /** Whether the leader leaves the joint configuration by itself, as soon as it is committed. */
  readonly leavesByItself: boolean;
}

/** A configuration and the index of the entry that holds it; 0 for the founders', which precedes the log. */
export interface ConfigurationAt {
  readonly index: number;
  readonly configuration: Configuration;
}

/** Nobody belongs to it: what a server that was not a founder knows before it hears from a leader. */
export const NO_CONFIGURATION = configurationOf([]);

/** A configuration of voters, and of learners if there are any. */
export function configurationOf(voters: readonly NodeId[], learners: readonly NodeId[] = []): Configuration {
  return {
    voters: ascending(voters),
    outgoing: [],
    learners: ascending(learners),
    learnersNext: [],
    leavesByItself: false,
  };
}

export function isJoint({ outgoing }: Configuration): boolean {
  return outgoing.length > 0;
}

/** Whether its vote counts, in one of the halves of a joint configuration at least. Every step of a node asks this. */
export function isVoter({ voters, outgoing }: Configuration, node: NodeId): boolean {
  for (const voter of voters) if (voter === node) return true;
  return outgoing.length > 0 && outgoing.includes(node);
}

/** Whether the server belongs to the cluster, with a vote or without. */
export function isMember(configuration: Configuration, node: NodeId): boolean {
  return isVoter(configuration, node) || configuration.learners.includes(node);
}

/** Everybody whose vote counts. Ascending. */
export function allVoters({ voters, outgoing }: Configuration): readonly NodeId[] {
  return outgoing.length === 0 ? voters : ascending([...voters, ...outgoing]);
}

/** Everybody that is sent the log. Ascending. */
export function allMembers(configuration: Configuration): readonly NodeId[] {
  return ascending([...allVoters(configuration), ...configuration.learners]);
}

/** The way from one configuration into another: both must agree until it is left (§4.3). Neither is joint. */
export function jointOf(from: Configuration, into: Configuration, leavesByItself: boolean): Configuration {
  const demoted = (node: NodeId) => from.voters.includes(node);
  return {
    voters: into.voters,
    outgoing: from.voters,
    learners: into.learners.filter((node) => !demoted(node)),
    learnersNext: into.learners.filter(demoted),
    leavesByItself,
  };
}

/** What a joint configuration becomes when it is left. */
export function afterJoint({ voters, learners, learnersNext }: Configuration): Configuration {
  return configurationOf(voters, [...learners, ...learnersNext]);
}

/** Each server once. */
export function ascending(nodes: readonly NodeId[]): NodeId[] {
  return [...new Set(nodes)].sort((one, other) => one - other);
}
