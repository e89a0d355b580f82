import { ANY_STALENESS_US, DEFAULT_SESSION_LIMITS } from "../../machine/index.ts";
import { FAIR_CONDITIONS, TRUE_CLOCK } from "../../sim/index.ts";
import { NO_LIMIT } from "../../sut/index.ts";
import type { Profile } from "./profile.ts";
import { ELECTION_TIMEOUT_US } from "./timing.ts";

/**
 * An ordinary cluster in one data center, the same for every seed: whatever goes wrong in it was placed there by hand.
 * Limits are where a driver would set them, and Raft is as well protected as it can be.
 */
export function ordinaryProfile(nodes: number, spares: number): Profile {
  const founders = Array.from({ length: nodes }, (_, position) => position + 1);
  const endpoints = nodes + spares;
  return {
    settings: {
      founders,
      electionTimeoutUs: ELECTION_TIMEOUT_US,
      heartbeatIntervalUs: 30_000,
      preVote: true,
      checkQuorum: true,
      leaseUs: ELECTION_TIMEOUT_US / 2,
      maxMessageBytes: 65_536,
      maxInflightMessages: 64,
      maxInflightBytes: 1_048_576,
      maxUncommittedBytes: 1_048_576,
      maxPendingReads: 10_000,
      maxCachedBytes: 1_048_576,
      snapshotIntervalEntries: 20,
      snapshotIntervalBytes: NO_LIMIT,
      snapshotIntervalUs: NO_LIMIT,
      keptEntries: 10,
      snapshotChunkBytes: 1_024,
      appliesSlowly: false,
      gatherRequests: false,
      sessions: DEFAULT_SESSION_LIMITS,
    },
    spares,
    clients: 3,
    reads: {
      directPerMillion: 500_000,
      anywherePerMillion: 500_000,
      consistencies: ["linearizable", "stale"],
      stalenessesUs: [100_000, ANY_STALENESS_US],
    },
    network: { latencyUs: 500, jitterUs: 500, unreachablePerMillion: 0, inOrder: false, conditions: FAIR_CONDITIONS },
    disk: {
      syncMinUs: 500,
      syncMaxUs: 1_000,
      readMinUs: 50,
      readMaxUs: 200,
      slowReadsPerMillion: 0,
      slowReadUs: 0,
      crashLosesPerMillion: 500_000,
      crashTearsPerMillion: 200_000,
    },
    clocks: Array.from({ length: endpoints }, () => TRUE_CLOCK),
    calm: {
      kind: "whole",
      downNodes: 0,
      electionTimeoutUs: ELECTION_TIMEOUT_US,
      conditions: FAIR_CONDITIONS,
      mendsClocks: true,
      outsidersMayRun: true,
      leadersStay: true,
      handsOver: false,
    },
  };
}
