import { NO_LIMIT, type NodeId, type RaftOptions } from "../../raft/index.ts";
import type { NodeOptions } from "./node-options.ts";

/** A follower that is far away, or slow, may have so much unacknowledged: more fills buffers and gains nothing. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_INFLIGHT_MESSAGES = 256;
const MAX_INFLIGHT_BYTES = 16 * 1024 * 1024;
const SNAPSHOT_CHUNK_BYTES = 256 * 1024;

/** What the core of a server is told. `seed` differs at each start. */
export function coreOptions(options: NodeOptions, founders: readonly NodeId[], seed: number): RaftOptions {
  return {
    id: options.id,
    founders,
    electionTimeoutUs: options.electionTimeoutMs * 1_000,
    heartbeatIntervalUs: options.heartbeatIntervalMs * 1_000,
    preVote: true,
    checkQuorum: true,
    leaseUs: options.leaseMs * 1_000,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    maxInflightMessages: MAX_INFLIGHT_MESSAGES,
    maxInflightBytes: MAX_INFLIGHT_BYTES,
    maxUncommittedBytes: options.maxUncommittedBytes,
    maxPendingReads: options.maxPendingReads,
    maxCachedBytes: options.maxCachedBytes,
    snapshotIntervalEntries: options.snapshotEntries,
    snapshotIntervalBytes: options.snapshotBytes,
    snapshotIntervalUs: NO_LIMIT,
    keptEntries: options.keptEntries,
    snapshotChunkBytes: SNAPSHOT_CHUNK_BYTES,
    seed,
  };
}
