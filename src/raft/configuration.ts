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

/** A configuration of voters alone. */
export function configurationOf(voters: readonly NodeId[]): Configuration {
  const ascending = voters.slice().sort((one, other) => one - other);
  return { voters: ascending, outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
}
