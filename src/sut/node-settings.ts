import type { SessionLimits } from "../machine/index.ts";
import type { RaftOptions } from "../raft/index.ts";

export interface StorageSettings {
  /** A segment of the log that is as large takes no more. */
  readonly segmentBytes: number;
}

/** How a cluster's nodes are set up, apart from what differs from node to node. */
export interface NodeSettings extends Omit<RaftOptions, "id" | "seed"> {
  /** What is committed is read from the disk before it is applied, so that much can happen meanwhile. */
  readonly appliesSlowly: boolean;
  /** Requests that come while the disk is busy are proposed together when it is done, as group commit does. */
  readonly gatherRequests: boolean;
  readonly sessions: SessionLimits;
  /** Disks hold bytes, which production storage writes and reads. Records, if not given, which are there or not. */
  readonly storage?: StorageSettings;
}

/**
 * What the core of one incarnation is told. Property by property, so that all are of one shape: copies that are spread
 * have each their own, and every step of the core reads them.
 */
export function optionsOf(settings: NodeSettings, id: number, seed: number): RaftOptions {
  return {
    id,
    founders: settings.founders.includes(id) ? settings.founders : [],
    electionTimeoutUs: settings.electionTimeoutUs,
    heartbeatIntervalUs: settings.heartbeatIntervalUs,
    preVote: settings.preVote,
    checkQuorum: settings.checkQuorum,
    leaseUs: settings.leaseUs,
    maxMessageBytes: settings.maxMessageBytes,
    maxInflightMessages: settings.maxInflightMessages,
    maxInflightBytes: settings.maxInflightBytes,
    maxUncommittedBytes: settings.maxUncommittedBytes,
    maxPendingReads: settings.maxPendingReads,
    maxCachedBytes: settings.maxCachedBytes,
    snapshotIntervalEntries: settings.snapshotIntervalEntries,
    snapshotIntervalBytes: settings.snapshotIntervalBytes,
    snapshotIntervalUs: settings.snapshotIntervalUs,
    keptEntries: settings.keptEntries,
    snapshotChunkBytes: settings.snapshotChunkBytes,
    seed,
  };
}
