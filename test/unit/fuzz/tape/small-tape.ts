import type { Tape } from "../../../../src/fuzz/tape/tape.ts";
import { TAPE_SCHEMA, type TapeFile } from "../../../../src/fuzz/tape/tape-file.ts";
import { FAIR_CONDITIONS } from "../../../../src/sim/index.ts";

/** Three nodes, one of which crashes; nothing is broken by it. */
export const smallTape: Tape = {
  setup: {
    nodes: 3,
    profile: {
      settings: {
        founders: [1, 2, 3],
        electionTimeoutUs: 150_000,
        heartbeatIntervalUs: 50_000,
        preVote: false,
        checkQuorum: false,
        leaseUs: 0,
        maxMessageBytes: 1_048_576,
        maxInflightMessages: 64,
        maxInflightBytes: 1_048_576,
        maxUncommittedBytes: 1_048_576,
        maxPendingReads: Number.MAX_SAFE_INTEGER,
        maxCachedBytes: 1_048_576,
        snapshotIntervalEntries: 5_000,
        snapshotIntervalBytes: Number.MAX_SAFE_INTEGER,
        snapshotIntervalUs: Number.MAX_SAFE_INTEGER,
        keptEntries: 0,
        snapshotChunkBytes: 4_096,
        appliesSlowly: false,
        gatherRequests: false,
        sessions: { maxSessions: 1_000, maxReplies: 10, expiryUs: 60_000_000 },
      },
      spares: 0,
      clients: 3,
      reads: { directPerMillion: 0, anywherePerMillion: 0, consistencies: ["linearizable"], stalenessesUs: [0] },
      network: {
        latencyUs: 1_000,
        jitterUs: 2_000,
        unreachablePerMillion: 0,
        inOrder: false,
        conditions: FAIR_CONDITIONS,
      },
      disk: {
        syncMinUs: 500,
        syncMaxUs: 2_500,
        readMinUs: 50,
        readMaxUs: 2_000,
        slowReadsPerMillion: 0,
        slowReadUs: 150_000,
        crashLosesPerMillion: 500_000,
        crashTearsPerMillion: 0,
      },
      clocks: [1, 2, 3].map(() => ({ ratePerMille: 1_000, offsetUs: 0 })),
      calm: {
        kind: "whole",
        downNodes: 0,
        electionTimeoutUs: 150_000,
        conditions: FAIR_CONDITIONS,
        mendsClocks: false,
        outsidersMayRun: false,
        leadersStay: true,
        handsOver: false,
      },
    },
    slowestClockPerMille: 1_000,
    canLie: false,
    expects: "safety",
  },
  deeds: [
    { atUs: 1_000, deed: { kind: "crash", aim: 2, forUs: 50_000 } },
    { atUs: 2_000, deed: { kind: "submit", client: 0 } },
  ],
  departures: [{ what: "message-latency", where: 1, ordinal: 3, came: 900 }],
  endsAtUs: 100_000,
};

/** A file of a tape, as if something had been found on it. */
export function failureOn(tape: Tape): TapeFile {
  return {
    schema: TAPE_SCHEMA,
    kraft: "0.1.0",
    invariant: "election-safety",
    meaning: "Two nodes were leaders of one term.",
    command: "npx kraft-fuzz -n 3 -o 2 -s x",
    mutant: null,
    violation: {
      invariant: "election-safety",
      event: 12,
      atUs: 90_000,
      nodes: [1, 2],
      message: "n1 became leader of term 2, but n2 had become leader of it at event 11",
    },
    fingerprint: "0123456789abcdef",
    reduction: { entries: [100, 3], nodes: [5, 3], messages: [1000, 10], events: [3000, 30] },
    tape,
  };
}
