import { z } from "zod";
import type { ClockProfile, DiskProfile, LinkConditions, NetworkProfile } from "../../sim/index.ts";
import type { NodeSettings } from "../../sut/index.ts";
import type { ReadHabits } from "../../workload/index.ts";
import type { CalmPlan } from "../calm/calm-plan.ts";
import { type CalmKind, LEFT_BEHIND } from "../calm/left-behind.ts";
import type { Profile } from "../profile/profile.ts";
import { LATER, strictSince } from "./later.ts";
import type { Setup } from "./tape.ts";

/**
 * What a tape says of the cluster and its surroundings. The schemas are strict: what a tape says and nobody reads would
 * be a run other than the one that was written down. What came after the first tapes is told by later.ts.
 */

export const count = z.int().min(0, "must not be negative");
export const positive = z.int().min(1, "must be at least 1");
/** More of them than any machine holds at once would be a damaged file. */
const few = (least: number) => z.int().min(least, `must be at least ${least}`).max(1_000, "must be at most 1,000");
const share = z.int().min(0).max(1_000_000, "must be out of 1,000,000");

/** The order in which a file has them. */
export const conditionsShape = {
  lossPerMillion: share,
  delayPerMillion: share,
  delayMinUs: count,
  delayMaxUs: count,
  duplicationPerMillion: share,
  reorderingPerMillion: share,
  corruptionPerMillion: share,
};

const conditions: z.ZodType<LinkConditions> = z.strictObject(conditionsShape);

const settings: z.ZodType<NodeSettings> = strictSince(
  {
    founders: z.array(positive),
    electionTimeoutUs: positive,
    heartbeatIntervalUs: positive,
    preVote: z.boolean(),
    checkQuorum: z.boolean(),
    leaseUs: count,
    maxMessageBytes: positive,
    maxInflightMessages: positive,
    maxInflightBytes: positive,
    maxUncommittedBytes: positive,
    maxPendingReads: positive,
    maxCachedBytes: positive,
    snapshotIntervalEntries: positive,
    snapshotIntervalBytes: positive,
    snapshotIntervalUs: positive,
    keptEntries: count,
    snapshotChunkBytes: positive,
    appliesSlowly: z.boolean(),
    gatherRequests: z.boolean(),
    sessions: z.strictObject({ maxSessions: positive, maxReplies: positive, expiryUs: positive }),
    storage: z.strictObject({ segmentBytes: positive }).exactOptional(),
  },
  LATER.settings,
);

const reads: z.ZodType<ReadHabits> = strictSince(
  {
    directPerMillion: share,
    anywherePerMillion: share,
    consistencies: z.array(z.enum(["linearizable", "lease", "stale"])).min(1),
    stalenessesUs: z.array(count).min(1),
  },
  LATER.reads,
);

const network: z.ZodType<NetworkProfile> = strictSince(
  {
    latencyUs: count,
    jitterUs: count,
    unreachablePerMillion: share,
    inOrder: z.boolean(),
    conditions,
  },
  LATER.network,
);

const disk: z.ZodType<DiskProfile> = strictSince(
  {
    syncMinUs: count,
    syncMaxUs: count,
    readMinUs: count,
    readMaxUs: count,
    slowReadsPerMillion: share,
    slowReadUs: count,
    crashLosesPerMillion: share,
    crashTearsPerMillion: share,
  },
  LATER.disk,
);

const clock: z.ZodType<ClockProfile> = z.strictObject({
  ratePerMille: z.int().min(1).max(10_000),
  offsetUs: count,
});

const calm: z.ZodType<CalmPlan> = strictSince(
  {
    kind: z.enum(Object.keys(LEFT_BEHIND) as CalmKind[]),
    downNodes: count,
    electionTimeoutUs: positive,
    conditions,
    mendsClocks: z.boolean(),
    outsidersMayRun: z.boolean(),
    leadersStay: z.boolean(),
    handsOver: z.boolean(),
  },
  LATER.calm,
);

const profile: z.ZodType<Profile> = z.strictObject({
  settings,
  spares: few(0),
  clients: few(1),
  reads,
  /** Said only by tapes of clusters that gossip. */
  gossip: z.strictObject({ intervalUs: positive }).exactOptional(),
  network,
  disk,
  clocks: z.array(clock),
  calm,
});

export const setupSchema: z.ZodType<Setup> = z
  .strictObject({
    nodes: few(1),
    profile,
    slowestClockPerMille: count,
    canLie: z.boolean(),
    expects: z.enum(["safety", "promises"]),
    /** Said only by tapes of runs that were probed. */
    isProbed: z.literal(true, "must be true, or not be said").exactOptional(),
  })
  .superRefine((setup, context) => {
    const message = contradictionOf(setup);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** What no cluster can be set up like, though each number is one that could be; undefined: this one can. */
export function contradictionOf({ nodes, profile: { clocks, settings, spares } }: Setup): string | undefined {
  const { checkQuorum, electionTimeoutUs, founders, heartbeatIntervalUs, leaseUs } = settings;
  if (founders.some((founder, place) => founder !== place + 1) || founders.length !== nodes) {
    return `the founders of ${nodes} nodes must be the nodes 1 to ${nodes}, not ${founders.join(", ")}`;
  }
  if (clocks.length !== nodes + spares) {
    return `${nodes} nodes and ${spares} spares must have a clock each, and there are ${clocks.length}`;
  }
  if (heartbeatIntervalUs >= electionTimeoutUs) {
    return `heartbeatIntervalUs ${heartbeatIntervalUs} must be below electionTimeoutUs ${electionTimeoutUs}`;
  }
  if (leaseUs > 0 && (!checkQuorum || leaseUs >= electionTimeoutUs)) {
    return `leaseUs ${leaseUs} needs checkQuorum, and must be below electionTimeoutUs ${electionTimeoutUs}`;
  }
  return undefined;
}
