import { expect, test } from "vitest";
import { drawProfile, type Profile } from "../../../src/fuzz/profile.ts";
import { ELECTION_TIMEOUT_US } from "../../../src/fuzz/timing.ts";
import { assertOptions } from "../../../src/raft/options.ts";
import { Choices, expandSeed, FAIR_CONDITIONS } from "../../../src/sim/index.ts";

const profileOf = (seed: string, nodes: number): Profile => drawProfile(new Choices(expandSeed(seed), 1), nodes);

const SIZES = Array.from({ length: 25 }, (_, place) => place + 1);
const drawn = SIZES.flatMap((nodes) =>
  Array.from({ length: 20 }, (_, seed) => ({ nodes, profile: profileOf(`${seed}`, nodes) })),
);

test("is the same for the same seed and size, and others for other seeds", () => {
  expect(profileOf("a", 7)).toEqual(profileOf("a", 7));
  expect(new Set(Array.from({ length: 50 }, (_, seed) => JSON.stringify(profileOf(`${seed}`, 7)))).size).toBe(50);
});

test("has options that the core accepts, on each node of every size", () => {
  for (const { nodes, profile } of drawn) {
    const { checkpointIntervalEntries, ...shared } = profile.settings;
    expect(shared.voters).toEqual(SIZES.slice(0, nodes));
    for (const id of shared.voters) assertOptions({ ...shared, id, seed: 0 });
    expect(Number.isSafeInteger(checkpointIntervalEntries) && checkpointIntervalEntries > 0).toBe(true);
  }
});

test("has a clock for each node, its rate at most a tenth off", () => {
  for (const { nodes, profile } of drawn) {
    expect(profile.clocks).toHaveLength(nodes);
    for (const { ratePerMille, offsetUs } of profile.clocks) {
      expect(Math.abs(ratePerMille - 1_000)).toBeLessThanOrEqual(100);
      expect(offsetUs).toBeGreaterThanOrEqual(0);
    }
  }
  expect(new Set(profileOf("a", 25).clocks.map(({ ratePerMille }) => ratePerMille)).size).toBeGreaterThan(1);
});

test("leaves a majority up in the calm, and sometimes not more than that", () => {
  for (const { nodes, profile } of drawn) {
    const { downNodes, kind } = profile.calm;
    const lost = kind === "whole" ? downNodes : downNodes + 1;
    expect(nodes - lost).toBeGreaterThan(nodes / 2);
    expect(downNodes).toBeGreaterThanOrEqual(0);
  }
  for (const nodes of [3, 4, 5, 25]) {
    const down = drawn.filter((one) => one.nodes === nodes).map(({ profile }) => profile.calm.downNodes);
    expect(Math.max(...down)).toBe(Math.ceil(nodes / 2) - 1);
    expect(Math.min(...down)).toBe(0);
  }
});

test("ends the storm in every way, but leaves a deaf leader only where the others are protected from it", () => {
  const calms = Array.from({ length: 300 }, (_, seed) => profileOf(`${seed}`, 5));
  for (const [kind, least] of [
    ["whole", 300 / 3],
    ["deaf-leader", 300 / 20],
    ["orphaned", 300 / 6],
  ] as const) {
    expect(calms.filter(({ calm }) => calm.kind === kind).length, kind).toBeGreaterThan(least);
  }
  for (const { calm, settings } of calms) {
    if (calm.kind === "deaf-leader") expect(settings).toMatchObject({ preVote: true, checkQuorum: true });
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

test("draws every limit low and high, and turmoil in about a quarter of the seeds", () => {
  const profiles = Array.from({ length: 300 }, (_, seed) => profileOf(`${seed}`, 5));
  const names = [
    "maxMessageBytes",
    "maxInflightMessages",
    "maxInflightBytes",
    "maxUncommittedBytes",
    "maxCachedBytes",
    "checkpointIntervalEntries",
  ] as const;
  for (const name of names) {
    const values = profiles.map(({ settings }) => settings[name]);
    expect(Math.max(...values) / Math.min(...values), name).toBeGreaterThanOrEqual(64);
  }
  for (const name of ["preVote", "checkQuorum"] as const) {
    expect(new Set(profiles.map(({ settings }) => settings[name])), name).toEqual(new Set([true, false]));
  }
  const inTurmoil = profiles.filter(({ settings }) => settings.heartbeatIntervalUs === 100_000).length;
  expect(inTurmoil).toBeGreaterThan(300 / 4 / 1.5);
  expect(inTurmoil).toBeLessThan((300 / 4) * 1.5);
});
