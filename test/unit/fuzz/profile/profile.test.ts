import { describe, expect, test } from "vitest";
import { OPERATOR_KINDS, type Scenario } from "../../../../src/chaos/index.ts";
import type { CalmKind } from "../../../../src/fuzz/calm/left-behind.ts";
import {
  drawMixProfile,
  drawScenarioProfile,
  type MixProfile,
  type Profile,
} from "../../../../src/fuzz/profile/profile.ts";
import { ELECTION_TIMEOUT_US } from "../../../../src/fuzz/profile/timing.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { assertOptions } from "../../../../src/raft/options.ts";
import { Choices, expandSeed, FAIR_CONDITIONS } from "../../../../src/sim/index.ts";
import { CALM_SCENARIO, FULL_SCENARIO } from "../../chaos/scenarios.ts";

const profileOf = (seed: string, nodes: number): MixProfile => drawMixProfile(new Choices(expandSeed(seed), 1), nodes);
const ofScenario = (scenario: Scenario, seed: string, nodes: number): Profile =>
  drawScenarioProfile(new Choices(expandSeed(seed), 1), nodes, scenario);

const SIZES = Array.from({ length: 25 }, (_, place) => place + 1);
const drawn = SIZES.flatMap((nodes) =>
  Array.from({ length: 40 }, (_, seed) => ({ nodes, profile: profileOf(`${seed}`, nodes) })),
);

test("is the same for the same seed and size, and others for other seeds", () => {
  expect(profileOf("a", 7)).toEqual(profileOf("a", 7));
  expect(new Set(Array.from({ length: 50 }, (_, seed) => JSON.stringify(profileOf(`${seed}`, 7)))).size).toBe(50);
});

test("has options that the core accepts, on each node of every size", () => {
  for (const { nodes, profile } of drawn) {
    const { appliesSlowly: _, gatherRequests: __, sessions: ___, ...shared } = profile.settings;
    expect(shared.founders).toEqual(SIZES.slice(0, nodes));
    for (const id of shared.founders) assertOptions({ ...shared, id, seed: 0 });
  }
});

test("has a clock for each node, its rate at most a tenth off", () => {
  for (const { nodes, profile } of drawn) {
    expect(profile.clocks).toHaveLength(nodes + profile.spares);
    for (const { ratePerMille, offsetUs } of profile.clocks) {
      expect(Math.abs(ratePerMille - 1_000)).toBeLessThanOrEqual(100);
      expect(offsetUs).toBeGreaterThanOrEqual(0);
    }
  }
  expect(new Set(profileOf("a", 25).clocks.map(({ ratePerMille }) => ratePerMille)).size).toBeGreaterThan(1);
});

/** How many nodes a calm does without. */
const lostIn = (kind: CalmKind): number =>
  kind === "deaf-leader" || kind === "orphaned" || kind === "straggler" ? 1 : 0;

test("leaves a majority up in the calm, and sometimes not more than that", () => {
  for (const { nodes, profile } of drawn) {
    const { downNodes, kind } = profile.calm;
    expect(nodes - downNodes - lostIn(kind)).toBeGreaterThan(nodes / 2);
    expect(downNodes).toBeGreaterThanOrEqual(0);
    if (kind !== "whole") expect(downNodes).toBe(0);
  }
  for (const nodes of [3, 4, 5, 25]) {
    const down = drawn.filter((one) => one.nodes === nodes).map(({ profile }) => profile.calm.downNodes);
    expect(Math.max(...down)).toBe(Math.ceil(nodes / 2) - 1);
    expect(Math.min(...down)).toBe(0);
  }
});

test("ends the storm in every way, but leaves nodes half cut off only where the others are protected from them", () => {
  const calms = Array.from({ length: 300 }, (_, seed) => profileOf(`${seed}`, 5));
  for (const [kind, least] of [
    ["whole", 300 / 4],
    ["deaf-leader", 300 / 25],
    ["bridge", 300 / 25],
    ["bare-quorum", 300 / 10],
    ["orphaned", 300 / 10],
    ["straggler", 300 / 12],
  ] as const) {
    expect(calms.filter(({ calm }) => calm.kind === kind).length, kind).toBeGreaterThan(least);
  }
  for (const { calm, settings } of calms) {
    if (calm.kind === "deaf-leader" || calm.kind === "bridge") {
      expect(settings).toMatchObject({ preVote: true, checkQuorum: true });
    }
  }
});

test("leaves links in the calm as they were at first, and clocks as they are", () => {
  for (const { profile } of drawn) {
    expect(profile.calm).toMatchObject({
      conditions: profile.network.conditions,
      electionTimeoutUs: ELECTION_TIMEOUT_US,
      mendsClocks: false,
    });
  }
});

test("has a network whose round trips are far below an election timeout, always with duplicates and overtaking", () => {
  for (const { profile } of drawn) {
    const { network } = profile;
    expect(2 * (network.latencyUs + network.jitterUs) * 5).toBeLessThan(ELECTION_TIMEOUT_US);
    const { duplicationPerMillion, reorderingPerMillion, ...others } = network.conditions;
    expect(FAIR_CONDITIONS).toMatchObject(others);
    for (const share of [duplicationPerMillion, reorderingPerMillion]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(100_000);
    }
  }
});

test("has disks that sync within bounds, and crashes that lose writes without losing all of them", () => {
  for (const { profile } of drawn) {
    const { disk } = profile;
    expect(disk.syncMinUs).toBeGreaterThan(0);
    expect(disk.syncMinUs).toBeLessThanOrEqual(disk.syncMaxUs);
    expect(disk.readMinUs).toBeLessThanOrEqual(disk.readMaxUs);
    expect(10 * disk.syncMaxUs).toBeLessThanOrEqual(ELECTION_TIMEOUT_US);
    expect(disk.crashLosesPerMillion).toBeGreaterThan(0);
    expect(disk.crashLosesPerMillion + disk.crashTearsPerMillion).toBeLessThan(1_000_000);
  }
});

test("is run by an operator in two thirds of the seeds that are not in turmoil, and in few that are", () => {
  const profiles = Array.from({ length: 400 }, (_, seed) => profileOf(`${seed}`, 5));
  const isOperated = ({ mix }: MixProfile) => OPERATOR_KINDS.some((kind) => mix.weights[kind] > 0);
  const [inTurmoil, others] = [true, false].map((turmoil) =>
    profiles.filter(({ settings }) => (settings.heartbeatIntervalUs === 100_000) === turmoil),
  ) as [MixProfile[], MixProfile[]];
  expect(others.filter(isOperated).length / others.length).toBeGreaterThan(0.6);
  expect(others.filter(isOperated).length / others.length).toBeLessThan(0.8);
  expect(inTurmoil.filter(isOperated).length / inTurmoil.length).toBeLessThan(1 / 4);
  for (const kind of OPERATOR_KINDS) {
    const share = others.filter(({ mix }) => mix.weights[kind] > 0).length / others.length;
    expect(share, kind).toBeGreaterThan(0.25);
    expect(share, kind).toBeLessThan(0.5);
  }
});

test("has up to three spares where the membership changes, and none where it does not", () => {
  const profiles = Array.from({ length: 200 }, (_, seed) => profileOf(`${seed}`, 5));
  const changing = profiles.filter(({ mix }) => mix.weights["change-membership"] > 0);
  expect(new Set(changing.map(({ spares }) => spares))).toEqual(new Set([0, 1, 2, 3]));
  for (const profile of profiles) {
    expect(profile.settings.founders).toEqual([1, 2, 3, 4, 5]);
    if (!changing.includes(profile)) expect(profile.spares).toBe(0);
    const { preVote, checkQuorum } = profile.settings;
    expect(profile.calm.outsidersMayRun).toBe(preVote && checkQuorum);
  }
});

test("draws every limit low and high, and turmoil in about a quarter of the seeds", () => {
  const profiles = Array.from({ length: 300 }, (_, seed) => profileOf(`${seed}`, 5));
  const names = [
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
  for (const name of names) {
    const values = profiles.map(({ settings }) => settings[name]);
    expect(Math.max(...values) / Math.min(...values), name).toBeGreaterThanOrEqual(64);
  }
  const kept = profiles.map(({ settings }) => settings.keptEntries);
  expect([Math.min(...kept), Math.max(...kept)]).toEqual([0, 200]);
  for (const name of ["preVote", "checkQuorum", "appliesSlowly"] as const) {
    expect(new Set(profiles.map(({ settings }) => settings[name])), name).toEqual(new Set([true, false]));
  }
  const inTurmoil = profiles.filter(({ settings }) => settings.heartbeatIntervalUs === 100_000).length;
  expect(inTurmoil).toBeGreaterThan(300 / 4 / 1.5);
  expect(inTurmoil).toBeLessThan((300 / 4) * 1.5);
});

describe("a profile of a scenario", () => {
  const scenario: Scenario = {
    ...FULL_SCENARIO,
    cluster: { electionTimeoutUs: 400_000, heartbeatIntervalUs: 70_000 },
    clocks: { rateMinPerMille: 800, rateMaxPerMille: 1_200, offsetMaxUs: 3_000_000 },
  };
  const profiles = SIZES.flatMap((nodes) =>
    Array.from({ length: 20 }, (_, seed) => ({ nodes, profile: ofScenario(scenario, `${seed}`, nodes) })),
  );

  test("is the same for the same seed, size and scenario, and others for other seeds", () => {
    expect(ofScenario(scenario, "a", 7)).toEqual(ofScenario(scenario, "a", 7));
    expect(new Set(profiles.map(({ profile }) => JSON.stringify(profile))).size).toBe(profiles.length);
  });

  test("has options that the core accepts, and the scenario's own timing", () => {
    for (const { nodes, profile } of profiles) {
      const { appliesSlowly: _, gatherRequests: __, sessions: ___, ...shared } = profile.settings;
      expect(shared).toMatchObject({ founders: SIZES.slice(0, nodes), ...scenario.cluster });
      for (const id of shared.founders) assertOptions({ ...shared, id, seed: 0 });
      expect(profile.calm.electionTimeoutUs).toBe(400_000);
    }
  });

  test("has clocks within the scenario's ranges that reach near to their ends, one for each node", () => {
    for (const { nodes, profile } of profiles) expect(profile.clocks).toHaveLength(nodes + profile.spares);
    const clocks = profiles.flatMap(({ profile }) => profile.clocks);
    for (const [values, min, max] of [
      [clocks.map(({ ratePerMille }) => ratePerMille), 800, 1_200],
      [clocks.map(({ offsetUs }) => offsetUs), 0, 3_000_000],
    ] as const) {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(min);
      expect(Math.max(...values)).toBeLessThanOrEqual(max);
      expect(Math.min(...values)).toBeLessThan(min + (max - min) / 20);
      expect(Math.max(...values)).toBeGreaterThan(max - (max - min) / 20);
    }
    const { clocks: still } = ofScenario(CALM_SCENARIO, "a", 5);
    expect(still).toEqual(Array(5).fill({ ratePerMille: 1_000, offsetUs: 0 }));
  });

  test("begins and ends with fair links: what they suffer is the plan's alone", () => {
    for (const { profile } of profiles) {
      expect(profile.network.conditions).toBe(FAIR_CONDITIONS);
      expect(profile.calm).toMatchObject({ conditions: FAIR_CONDITIONS, downNodes: 0, mendsClocks: true });
    }
  });

  const kindsOf = (changes: Partial<Scenario>, nodes: number) =>
    new Set(
      Array.from({ length: 150 }, (_, seed) => ofScenario({ ...scenario, ...changes }, `${seed}`, nodes).calm.kind),
    );

  test("ends in every way that its faults lead to, and that a majority bears", () => {
    const { crash, partition } = scenario.faults;
    expect(kindsOf({}, 7)).toEqual(new Set(["whole", "straggler", "deaf-leader", "bridge", "orphaned"]));
    expect(kindsOf({ faults: {} }, 7)).toEqual(new Set(["whole"]));
    expect(kindsOf({ faults: { crash: crash! } }, 7)).toEqual(new Set(["whole", "straggler", "orphaned"]));
    expect(kindsOf({ faults: { partition: partition! } }, 7)).toEqual(new Set(["whole", "deaf-leader", "bridge"]));
    // One more than the damaged node would be too many; and of a bare quorum none may be damaged.
    expect(kindsOf({}, 3)).toEqual(new Set(["whole", "bridge"]));
    expect(kindsOf({ budget: { ...scenario.budget, damagedNodes: 0 } }, 3).size).toBe(6);
    const ofTwo = kindsOf({ budget: { ...scenario.budget, damagedNodes: 0 } }, 2);
    for (const kind of ["orphaned", "straggler"]) expect(ofTwo).not.toContain(kind);
  });
});

test.each(["clock", "hellweek", "timeless"])(
  "has leases on in some seeds of %s, though clocks do not keep them",
  (name) => {
    const scenario = loadScenario(name);
    const { rateMaxPerMille, rateMinPerMille } = scenario.clocks;
    const leases = Array.from({ length: 200 }, (_, seed) => ofScenario(scenario, `${seed}`, 5).settings);
    const on = leases.filter(({ leaseUs }) => leaseUs > 0);
    expect(on.length).toBeGreaterThan(200 / 3);
    expect(on.length).toBeLessThan((200 * 2) / 3);
    for (const { checkQuorum, electionTimeoutUs, leaseUs } of on) {
      expect(checkQuorum).toBe(true);
      expect(leaseUs * rateMaxPerMille).toBeLessThan(electionTimeoutUs * rateMinPerMille);
    }
  },
);
