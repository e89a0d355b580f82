import type { NodeId } from "./entry.ts";

/** A limit that is never reached. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** How one node is set up. Durations are microseconds of the node's own clock; sizes are bytes as entries count them. */
export interface RaftOptions {
  readonly id: NodeId;
  /**
   * The voters of the configuration that precedes the log: the same on every founder of the cluster, and empty on a node
   * that joins later. It never changes; what the log and snapshots say of the configuration stands above it.
   */
  readonly founders: readonly NodeId[];
  /** Each election timeout is drawn from [electionTimeoutUs, 2 * electionTimeoutUs) (Raft paper §5.2). */
  readonly electionTimeoutUs: number;
  readonly heartbeatIntervalUs: number;
  /** Ask whether an election could be won before disturbing the term (dissertation §9.6). */
  readonly preVote: boolean;
  /**
   * A leader that has not heard from a quorum for an election timeout steps down (dissertation §6.2), and a server that
   * has heard from a leader within one takes no part in deposing it (§4.2.3). Where servers are removed, this or pre-vote
   * has to be on everywhere: one that never hears of its removal goes on campaigning.
   */
  readonly checkQuorum: boolean;
  /**
   * For so long after a round that a quorum answered a leader takes reads without asking anybody (dissertation §6.4.1);
   * 0: never. It needs `checkQuorum`, and is below `electionTimeoutUs`. It is safe as long as no server's clock runs
   * faster than another's by a factor above electionTimeoutUs / leaseUs, and none jumps.
   */
  readonly leaseUs: number;
  /** A message carries entries up to this size, and always at least one. */
  readonly maxMessageBytes: number;
  /** How many append requests with entries, and how many bytes in them, a follower may have unacknowledged. */
  readonly maxInflightMessages: number;
  readonly maxInflightBytes: number;
  /** A leader takes no proposal that would bring its own uncommitted entries above this. */
  readonly maxUncommittedBytes: number;
  /** How many reads may wait here for their answer, all that are forwarded among them; more are rejected. */
  readonly maxPendingReads: number;
  /** Entries kept in memory; older ones are fetched from storage when a slow follower needs them. */
  readonly maxCachedBytes: number;
  /**
   * When to take a snapshot (Raft paper §7): so many entries were applied, so many bytes of them came into the log, or so
   * much time passed since something was applied that the last one does not hold. `NO_LIMIT`: not for this reason.
   */
  readonly snapshotIntervalEntries: number;
  readonly snapshotIntervalBytes: number;
  readonly snapshotIntervalUs: number;
  /** How many entries that are in the snapshot stay in the log, so that slow followers need not be sent all of it. */
  readonly keptEntries: number;
  /** A snapshot is read and sent in pieces of this size. */
  readonly snapshotChunkBytes: number;
  /** Seed of the node's own generator: a 32-bit integer, different on each node and at each start. */
  readonly seed: number;
}

/** Throws when the options contradict each other: they are the driver's, so this is a programmer's error. */
export function assertOptions(options: RaftOptions): void {
  const positive = [
    "id",
    "electionTimeoutUs",
    "heartbeatIntervalUs",
    "maxMessageBytes",
    "maxInflightMessages",
    "maxInflightBytes",
    "maxUncommittedBytes",
    "maxPendingReads",
    "maxCachedBytes",
    "snapshotIntervalEntries",
    "snapshotIntervalBytes",
    "snapshotIntervalUs",
    "snapshotChunkBytes",
  ] as const;
  for (const name of positive) {
    const value = options[name];
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a positive integer, not ${value}`);
  }
  const { keptEntries } = options;
  if (!Number.isSafeInteger(keptEntries) || keptEntries < 0) {
    throw new Error(`keptEntries must be 0 or a positive integer, not ${keptEntries}`);
  }
  if (options.heartbeatIntervalUs >= options.electionTimeoutUs) {
    throw new Error(
      `heartbeatIntervalUs ${options.heartbeatIntervalUs} must be below electionTimeoutUs ${options.electionTimeoutUs}`,
    );
  }
  assertLease(options);
  if (options.founders.length > 0 && !options.founders.includes(options.id)) {
    throw new Error(`node ${options.id} is not among the founders ${options.founders.join(", ")}`);
  }
  for (const founder of options.founders) {
    if (!Number.isSafeInteger(founder) || founder < 1)
      throw new Error(`founders are positive integers, not ${founder}`);
  }
  if (new Set(options.founders).size !== options.founders.length) {
    throw new Error(`founders ${options.founders.join(", ")} repeat an id`);
  }
}

function assertLease({ checkQuorum, electionTimeoutUs, leaseUs }: RaftOptions): void {
  if (!Number.isSafeInteger(leaseUs) || leaseUs < 0) throw new Error(`leaseUs must be 0 or more, not ${leaseUs}`);
  if (leaseUs >= electionTimeoutUs) {
    throw new Error(`leaseUs ${leaseUs} must be below electionTimeoutUs ${electionTimeoutUs}`);
  }
  if (leaseUs > 0 && !checkQuorum) throw new Error(`leaseUs ${leaseUs} needs checkQuorum`);
}
