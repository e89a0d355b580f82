import { DEFAULT_SESSION_LIMITS } from "../../machine/index.ts";
import { NO_LIMIT, type NodeSettings } from "../../sut/index.ts";

/**
 * A timer that fires finds its node's clock so much further on. That is beyond every deadline that was set before, so
 * that when a timer fires nothing is left of time but how often it has.
 */
export const TIMER_US = 1_000;

/**
 * The Raft of the paper's first seven sections, without snapshots: nothing in it hangs from how long anything takes, but
 * for the timers, which fire when the search wants them to. All of a message's entries fit in it.
 */
export function settingsOf(nodes: number): NodeSettings {
  return {
    founders: Array.from({ length: nodes }, (_, place) => place + 1),
    electionTimeoutUs: TIMER_US / 4,
    heartbeatIntervalUs: TIMER_US / 8,
    preVote: false,
    checkQuorum: false,
    leaseUs: 0,
    maxMessageBytes: NO_LIMIT,
    maxInflightMessages: NO_LIMIT,
    maxInflightBytes: NO_LIMIT,
    maxUncommittedBytes: NO_LIMIT,
    maxPendingReads: NO_LIMIT,
    maxCachedBytes: 2 ** 30,
    snapshotIntervalEntries: NO_LIMIT,
    snapshotIntervalBytes: NO_LIMIT,
    snapshotIntervalUs: NO_LIMIT,
    keptEntries: 0,
    snapshotChunkBytes: 1,
    appliesSlowly: false,
    gatherRequests: false,
    sessions: DEFAULT_SESSION_LIMITS,
  };
}
