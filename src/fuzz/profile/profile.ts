import {
  drawMix,
  type Mix,
  mixInTurmoil,
  OPERATOR_KINDS,
  type OperatorKind,
  ORDINARY_MIX,
  pick,
  type Scenario,
  withOperator,
} from "../../chaos/index.ts";
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "../../machine/index.ts";
import {
  type Choices,
  type ClockProfile,
  type DiskProfile,
  FAIR_CONDITIONS,
  type NetworkProfile,
  purposeNumber,
} from "../../sim/index.ts";
import { NO_LIMIT, type NodeSettings } from "../../sut/index.ts";
import { NO_READS, type ReadHabits } from "../../workload/index.ts";
import { drawCalm, staysOf } from "../calm/calm-draw.ts";
import type { CalmPlan } from "../calm/calm-plan.ts";
import { drawKinds, drawSpares } from "../operator/operation.ts";
import { drawLeaseUs, drawReads, ratesOfScenario, readsOfScenario } from "./read-profile.ts";
import { CITY, drawClock, drawClockWithin, drawDisk, drawNetwork } from "./surroundings.ts";
import { ELECTION_TIMEOUT_US } from "./timing.ts";

/**
 * Everything one seed draws before its run begins: the cluster, its surroundings, and how the storm ends. Limits are
 * drawn down to where they bite: one entry a message, one message in flight, a cache that holds hardly anything. A
 * default that is never reached is never tested.
 */
export interface Profile {
  readonly settings: NodeSettings;
  /** Nodes that begin empty and outside of the cluster, behind its founders. */
  readonly spares: number;
  readonly clients: number;
  readonly reads: ReadHabits;
  /** Nodes gossip beside the log, so often; not at all if not given. */
  readonly gossip?: GossipHabits;
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  /** One for each node, the spares among them. */
  readonly clocks: readonly ClockProfile[];
  readonly calm: CalmPlan;
}

export interface GossipHabits {
  readonly intervalUs: number;
}

/** The profile of a seed of kraft-fuzz, and its mix of operations. */
export interface MixProfile extends Profile {
  readonly mix: Mix;
}

/** How the faults of a seed come about. */
interface Manner {
  readonly drawMix: (choices: Choices) => Mix;
  /** Whether a seed is in turmoil: one of these. */
  readonly turmoil: readonly boolean[];
  readonly drawKinds: (choices: Choices, inTurmoil: boolean) => readonly OperatorKind[];
}

const SWARM: Manner = { drawMix, turmoil: [false, false, true], drawKinds };

const RANDOM: Manner = { drawMix: () => ORDINARY_MIX, turmoil: [false], drawKinds: () => OPERATOR_KINDS };

const GOSSIP = purposeNumber("gossip");

/** Draws the profile of a seed of kraft-fuzz, a third of which are in turmoil. */
export function drawMixProfile(choices: Choices, nodes: number): MixProfile {
  return drawProfileOf(SWARM, choices, nodes);
}

/** Draws the profile of a seed in which every fault comes as often as in any other: only the cluster is drawn. */
export function drawRandomProfile(choices: Choices, nodes: number): MixProfile {
  return drawProfileOf(RANDOM, choices, nodes);
}

function drawProfileOf(manner: Manner, choices: Choices, nodes: number): MixProfile {
  const founders = votersAmong(nodes);
  const network = drawNetwork(choices);
  const profile: MixProfile = {
    settings: drawSettings(choices, founders),
    spares: 0,
    clients: pick(choices, [3, 8, 16]),
    reads: NO_READS,
    network,
    disk: drawDisk(choices),
    clocks: founders.map(() => drawClock(choices)),
    mix: manner.drawMix(choices),
    calm: {
      kind: "whole",
      downNodes: Math.min(pick(choices, [0, 0, 1, 12]), Math.floor((nodes - 1) / 2)),
      electionTimeoutUs: ELECTION_TIMEOUT_US,
      conditions: network.conditions,
      mendsClocks: false,
      outsidersMayRun: false,
      leadersStay: true,
      handsOver: false,
    },
  };
  const drawn = pick(choices, manner.turmoil) ? mixedInTurmoil(choices, profile) : profile;
  const kind = drawCalm(choices, drawn, { cuts: true, crashes: true, damagedNodes: 0 });
  const settled = { ...drawn.calm, ...staysOf(drawn) };
  const calm = kind === "whole" ? settled : { ...settled, kind, downNodes: 0 };
  const whole = { ...drawn, calm, settings: withFewSessions(choices, drawn) };
  const operated = withOperation(choices, whole, manner.drawKinds(choices, drawn !== profile));
  const handsOver = operated.mix.weights.transfer > 0;
  const rates = operated.clocks.map(({ ratePerMille }) => ratePerMille);
  return withReads(choices, { ...operated, calm: { ...operated.calm, handsOver } }, rates);
}

/** Draws the profile of a seed of a scenario: whatever the scenario speaks of is as it says. */
export function drawScenarioProfile(choices: Choices, nodes: number, scenario: Scenario, turmoil = false): Profile {
  const founders = votersAmong(nodes);
  const { cluster, clocks, faults } = scenario;
  const calmer: Profile = {
    settings: { ...drawSettings(choices, founders), ...cluster },
    spares: 0,
    clients: pick(choices, [3, 8, 16]),
    reads: NO_READS,
    network: { ...drawNetwork(choices), conditions: FAIR_CONDITIONS },
    disk: { ...drawDisk(choices), crashTearsPerMillion: pick(choices, [300_000, 400_000]) },
    clocks: founders.map(() => drawClockWithin(choices, clocks)),
    calm: {
      kind: "whole",
      downNodes: 0,
      electionTimeoutUs: cluster.electionTimeoutUs,
      conditions: FAIR_CONDITIONS,
      mendsClocks: true,
      outsidersMayRun: false,
      leadersStay: true,
      handsOver: false,
    },
  };
  const profile = turmoil ? inTurmoil(choices, calmer) : calmer;
  const kind = drawCalm(choices, profile, {
    cuts: faults.partition !== undefined,
    crashes: faults.crash !== undefined,
    damagedNodes: scenario.budget.damagedNodes,
  });
  const whole = {
    ...profile,
    calm: { ...profile.calm, kind, ...staysOf(profile), handsOver: scenario.operator?.transfer !== undefined },
    settings: withSessions(choices, profile, [1_000], [10_000_000, 60_000_000]),
  };
  const drawClocks = () => drawClockWithin(choices, clocks);
  const changes = scenario.operator?.["change-membership"] !== undefined;
  const operated = changes ? withSpares(choices, whole, drawClocks) : whole;
  const reading = withReads(choices, operated, ratesOfScenario(scenario));
  return withGossip(choices, { ...reading, reads: readsOfScenario(scenario, reading.reads) }, scenario);
}

/** Drawn behind all else, and only where the scenario has it. */
function withGossip(choices: Choices, profile: Profile, { gossip }: Scenario): Profile {
  if (gossip === undefined) return profile;
  return { ...profile, gossip: { intervalUs: choices.between(GOSSIP, 0, gossip.intervalMinUs, gossip.intervalMaxUs) } };
}

/** Drawn last, so that all else stays as it would be without. */
function withReads<Given extends Profile>(choices: Choices, profile: Given, rates: readonly number[]): Given {
  const leaseUs = drawLeaseUs(choices, profile.settings, rates);
  const reads = drawReads(choices);
  const maxPendingReads = pick(choices, [NO_LIMIT, NO_LIMIT, 4, 1]);
  return { ...profile, settings: { ...profile.settings, leaseUs, maxPendingReads }, reads };
}

function mixedInTurmoil(choices: Choices, profile: MixProfile): MixProfile {
  return { ...inTurmoil(choices, profile), mix: mixInTurmoil(profile.mix) };
}

/** With an operator who does these things, and nodes to take in if the membership is among them. */
function withOperation(choices: Choices, profile: MixProfile, kinds: readonly OperatorKind[]): MixProfile {
  const operated = { ...profile, mix: withOperator(profile.mix, kinds) };
  return kinds.includes("change-membership") ? withSpares(choices, operated, () => drawClock(choices)) : operated;
}

function withSpares<Given extends Profile>(choices: Choices, profile: Given, drawOne: () => ClockProfile): Given {
  const spares = drawSpares(choices);
  return { ...profile, spares, clocks: [...profile.clocks, ...Array.from({ length: spares }, drawOne)] };
}

/**
 * A cluster in which everything goes from node to node slowly and one by one, and no pre-vote holds up an election. With
 * leaders that are crashed early each has more entries in its log than it lives to replicate: this is where the bugs of
 * Raft paper figure 8 live, and where independent draws seldom lead.
 */
function inTurmoil<Given extends Profile>(choices: Choices, profile: Given): Given {
  const settings: NodeSettings = {
    ...profile.settings,
    heartbeatIntervalUs: 100_000,
    preVote: false,
    checkQuorum: pick(choices, [false, true]),
    maxMessageBytes: 1,
    maxInflightMessages: 1,
    maxUncommittedBytes: 1_048_576,
  };
  const network: NetworkProfile = { ...profile.network, ...CITY };
  const disk: DiskProfile = { ...profile.disk, syncMinUs: 1_000, syncMaxUs: 5_000 };
  return { ...profile, settings, clients: 16, network, disk };
}

/**
 * Few of them: with one session fewer than clients, or an expiry of a second, clients lose theirs again and again, and
 * what they asked for then has an unknown outcome. Where messages take as long as that, nothing would ever be done.
 */
function withFewSessions(choices: Choices, profile: Profile): NodeSettings {
  const { clients } = profile;
  const maxSessions = [clients - 1, 2 * clients, 1_000, 1_000, 1_000, 1_000];
  return withSessions(choices, profile, maxSessions, [1_000_000, 10_000_000, 60_000_000, 60_000_000]);
}

function withSessions(
  choices: Choices,
  { settings }: Profile,
  maxSessions: readonly number[],
  expiryUs: readonly number[],
): NodeSettings {
  const sessions: SessionLimits = {
    maxSessions: pick(choices, maxSessions),
    maxReplies: pick(choices, [1, 2, 10]),
    expiryUs: pick(choices, expiryUs),
  };
  return { ...settings, sessions };
}

function votersAmong(nodes: number): number[] {
  return Array.from({ length: nodes }, (_, position) => position + 1);
}

function drawSettings(choices: Choices, founders: readonly number[]): NodeSettings {
  return {
    founders,
    electionTimeoutUs: ELECTION_TIMEOUT_US,
    heartbeatIntervalUs: pick(choices, [20_000, 30_000, 50_000]),
    preVote: pick(choices, [true, true, true, false]),
    checkQuorum: pick(choices, [true, true, true, false]),
    leaseUs: 0,
    maxMessageBytes: pick(choices, [1, 200, 1_048_576]),
    maxInflightMessages: pick(choices, [2, 4, 64]),
    maxInflightBytes: pick(choices, [256, 16_384, 1_048_576]),
    maxUncommittedBytes: pick(choices, [1_024, 16_384, 1_048_576]),
    maxPendingReads: NO_LIMIT,
    maxCachedBytes: pick(choices, [256, 4_096, 1_048_576]),
    snapshotIntervalEntries: pick(choices, [20, 200, 5_000]),
    snapshotIntervalBytes: pick(choices, [1_000, NO_LIMIT, NO_LIMIT]),
    snapshotIntervalUs: pick(choices, [100_000, 2_000_000, NO_LIMIT, NO_LIMIT]),
    keptEntries: pick(choices, [0, 10, 200]),
    snapshotChunkBytes: pick(choices, [512, 1_500, 4_096, 65_536]),
    appliesSlowly: pick(choices, [false, false, false, true]),
    gatherRequests: pick(choices, [false, true]),
    sessions: DEFAULT_SESSION_LIMITS,
  };
}
