import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { drawRandomStorm, drawStorm } from "../../../../src/fuzz/create-cluster.ts";
import { drawMajoritiesStorm } from "../../../../src/fuzz/strategies/majorities-storm.ts";
import { PriorityPlan } from "../../../../src/fuzz/strategies/priority-plan.ts";
import { drawPriorityStorm } from "../../../../src/fuzz/strategies/priority-storm.ts";
import { withSmallLogs } from "../../../../src/fuzz/strategies/smallness.ts";
import { drawTargetedStorm } from "../../../../src/fuzz/strategies/targeted-storm.ts";
import { Choices, expandSeed, purposeNumber } from "../../../../src/sim/index.ts";

const optionsOf = (seed: string, nodes = 5) => ({ nodes, operations: 100, seed, checkers: true });
const SEEDS = Array.from({ length: 60 }, (_, place) => `storm ${place}`);

test("small logs are cut every few entries, and nothing else of the cluster changes but how fast disks are read", () => {
  const { profile } = drawRandomStorm(optionsOf("small"));
  const choices = new Choices(expandSeed("small logs"), 1);
  const small = SEEDS.map(() => withSmallLogs(profile, (bound) => choices.below(purposeNumber("smallness"), 0, bound)));
  for (const { disk, settings, ...rest } of small) {
    expect(settings.snapshotIntervalEntries).toBeLessThan(10);
    expect(settings.keptEntries).toBeLessThan(3);
    const { disk: diskBefore, settings: settingsBefore, ...before } = profile;
    expect(rest).toEqual(before);
    expect({ ...disk, slowReadsPerMillion: 0, slowReadUs: 0 }).toEqual({
      ...diskBefore,
      slowReadsPerMillion: 0,
      slowReadUs: 0,
    });
    const { snapshotIntervalEntries, keptEntries, snapshotChunkBytes } = settings;
    expect(settings).toEqual({ ...settingsBefore, snapshotIntervalEntries, keptEntries, snapshotChunkBytes });
  }
  expect(new Set(small.map(({ disk }) => disk.slowReadsPerMillion)).size).toBe(2);
  expect(new Set(small.map(({ settings }) => settings.snapshotChunkBytes)).size).toBe(2);
});

test("some clusters of majorities begin with two or three voters, if there are more nodes than that", () => {
  const foundersOf = (nodes: number) =>
    new Set(SEEDS.map((seed) => drawMajoritiesStorm(optionsOf(seed, nodes)).profile.settings.founders.length));
  expect(foundersOf(5)).toEqual(new Set([2, 3, 5]));
  expect(foundersOf(3)).toEqual(new Set([3]));
});

test("some clusters of majorities send entries one by one, each when the one before it was answered", () => {
  const isOneByOne = SEEDS.filter((seed) => {
    const { maxInflightMessages, maxMessageBytes } = drawMajoritiesStorm(optionsOf(seed)).profile.settings;
    return maxInflightMessages === 1 && maxMessageBytes === 1;
  });
  expect(isOneByOne.length).toBeGreaterThan(SEEDS.length / 6);
  expect(isOneByOne.length).toBeLessThan(SEEDS.length);
});

test("with priorities half of the clusters have small logs, and the others are those of random storms", () => {
  const differs = SEEDS.filter((seed) => {
    const { profile } = drawPriorityStorm(optionsOf(seed));
    return JSON.stringify(profile) !== JSON.stringify(drawRandomStorm(optionsOf(seed)).profile);
  });
  expect(differs.length).toBeGreaterThan(SEEDS.length / 4);
  expect(differs.length).toBeLessThan((3 * SEEDS.length) / 4);
});

test("some targeted clusters come to what is struck at more often: their logs are small, or their disks slow", () => {
  const profiles = SEEDS.map((seed) => {
    const befores = [drawStorm, drawRandomStorm].map((draw) => draw(optionsOf(seed)).profile);
    return { befores, after: drawTargetedStorm(optionsOf(seed)).profile };
  });
  const changed = profiles.filter(({ after, befores }) => !befores.some((before) => isDeepStrictEqual(before, after)));
  const haveSlowDisks = changed.filter(({ after: { disk } }) => disk.syncMinUs === 2_000 && disk.syncMaxUs === 20_000);
  const haveSmallLogs = changed.filter(
    ({ after: { settings }, befores }) =>
      settings.keptEntries < 3 && befores.every(({ settings: before }) => before.keptEntries !== settings.keptEntries),
  );
  expect(haveSlowDisks.length).toBeGreaterThan(0);
  expect(haveSmallLogs.length).toBeGreaterThan(SEEDS.length / 10);
  expect(changed.length).toBeLessThan((3 * SEEDS.length) / 4);
});

test("links have priorities in most targeted storms, and in some of majorities", () => {
  const withPriorities = (draw: typeof drawTargetedStorm) =>
    SEEDS.filter((seed) => draw(optionsOf(seed)).plan instanceof PriorityPlan).length;
  expect(withPriorities(drawTargetedStorm)).toBeGreaterThan(SEEDS.length / 2);
  expect(withPriorities(drawTargetedStorm)).toBeLessThan(SEEDS.length);
  expect(withPriorities(drawMajoritiesStorm)).toBeGreaterThan(SEEDS.length / 6);
  expect(withPriorities(drawMajoritiesStorm)).toBeLessThan(SEEDS.length / 2);
});
