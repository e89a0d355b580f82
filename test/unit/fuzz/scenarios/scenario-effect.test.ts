import { describe, expect, test } from "vitest";
import { outOfReach } from "../../../../src/fuzz/exercised/exercised.ts";
import type { RunResult } from "../../../../src/fuzz/result.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import { loadScenario, scenarioNames } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { deriveSeed } from "../../../../src/sim/index.ts";
import * as shippedCore from "../../../../src/sut/core.ts";
import { essentialIn } from "../../../essential.ts";
import { finish } from "../whole-runs.ts";

/** A scenario that does not do what it says proves nothing, and one in which nothing gets done proves as little. */
const NODES = 7;
const OPERATIONS = 2_000;
const SEEDS = 5;
/** Its seeds differ more than those of any other. */
const SEEDS_OF_LATE = 15;

const found = new Map<string, RunResult[]>();

function runsOf(name: string): RunResult[] {
  const known = found.get(name);
  if (known !== undefined) return known;
  const scenario = loadScenario(name);
  const runs = Array.from({ length: name === "late" ? SEEDS_OF_LATE : SEEDS }, (_, place) => {
    const options = {
      nodes: NODES,
      operations: OPERATIONS,
      seed: deriveSeed("effect", place),
      checkers: true,
      scenario,
    };
    return finish(Run.start(options, shippedCore));
  });
  found.set(name, runs);
  return runs;
}

function sum(runs: readonly RunResult[], of: (run: RunResult) => number): number {
  return runs.reduce((total, run) => total + of(run), 0);
}

function times(runs: readonly RunResult[], name: string): number {
  return sum(runs, ({ exercised }) => exercised[name]!);
}

/** Of 100 messages that were sent, over all runs. */
function percentOfSent(name: string, of: (run: RunResult) => number): number {
  const runs = runsOf(name);
  return (100 * sum(runs, of)) / sum(runs, ({ messages }) => messages.sent);
}

/** Of 100 operations, over all runs. */
function percentOfOperations(name: string, what: string): number {
  const runs = runsOf(name);
  return (100 * times(runs, what)) / sum(runs, ({ operations }) => operations);
}

function within(value: number, middle: number, reach: number): void {
  expect(value).toBeGreaterThanOrEqual(middle - reach);
  expect(value).toBeLessThanOrEqual(middle + reach);
}

test.each(scenarioNames())("%s: all that its faults bring happens, and nothing that it has no means for", (name) => {
  const scenario = loadScenario(name);
  const runs = runsOf(name);
  expect(essentialIn(scenario).filter((essential) => times(runs, essential) === 0)).toEqual([]);
  expect([...outOfReach(scenario)].filter((thing) => times(runs, thing) > 0)).toEqual([]);
});

test.each(scenarioNames())("%s: nothing that must hold is broken", (name) => {
  expect(runsOf(name).flatMap(({ violations }) => violations)).toEqual([]);
});

test.each([
  ["none", 99],
  ["flaky", 95],
  ["delay", 85],
  ["clock", 80],
  ["gc", 80],
  ["mixed", 80],
  ["partition", 60],
  ["storm", 40],
  ["hellweek", 25],
  ["late", 50],
  ["stalled", 80],
  ["forgetful", 90],
  ["handover", 50],
  ["hearsay", 25],
])("%s: at least %i %% of the commands are committed in the storm, in the run in the middle", (name, percent) => {
  const shares = runsOf(name).map(({ committed, submitted }) => (100 * committed) / submitted);
  shares.sort((one, other) => one - other);
  expect(shares[Math.floor(shares.length / 2)]).toBeGreaterThanOrEqual(percent);
});

test("none: every message arrives, and one election is enough", () => {
  for (const { exercised, messages } of runsOf("none")) {
    expect(messages).toMatchObject({ dropped: 0, duplicated: 0, delayed: 0, corrupted: 0 });
    // What is still under way when the run ends is a handful.
    within(messages.delivered, messages.sent, 100);
    expect(exercised["leaders elected"]).toBe(1);
  }
});

test("flaky: 15 % of the messages are dropped, 20 % delayed and 5 % doubled", () => {
  within(
    percentOfSent("flaky", ({ messages }) => messages.dropped),
    15,
    2,
  );
  // A message that was dropped cannot be delayed or doubled.
  within(
    percentOfSent("flaky", ({ messages }) => messages.delayed),
    20 * 0.85,
    3,
  );
  within(
    percentOfSent("flaky", ({ messages }) => messages.duplicated),
    5 * 0.85,
    1,
  );
});

test("delay: 80 % of the messages are delayed", () => {
  within(
    percentOfSent("delay", ({ messages }) => messages.delayed),
    80,
    3,
  );
});

test.each([
  ["partition", "partitions", 5, 1],
  ["storm", "partitions", 15, 2],
  ["clock", "clock jumps forward", 2.5, 1],
  ["clock", "clock jumps backward", 2.5, 1],
  ["gc", "pauses", 10, 2],
  ["late", "partitions", 4, 1],
  // One at a time: a partition lasts as long as some thirty operations, and one more waits for its end.
  ["stalled", "partitions", 3, 1],
  // A leader that is paused counts as down, and about half of the pauses would be one too many, or find nobody.
  ["stalled", "pauses", 6, 1.5],
  ["stalled", "transfers asked for", 7, 3],
  ["stalled", "disks slowed", 10, 2],
  ["forgetful", "partitions", 6, 1],
  ["forgetful", "crashes", 18, 3],
  ["mixed", "partitions", 2, 0.7],
  ["mixed", "crashes", 1, 0.5],
  ["mixed", "pauses", 2, 0.7],
])("%s: %s come with %d in 100 operations", (name, what, percent, reach) => {
  within(percentOfOperations(name, what), percent, reach);
});

test.each(["partition", "storm"])("%s: some partitions overlap", (name) => {
  for (const { exercised } of runsOf(name)) expect(exercised["partitions that overlap"]).toBeGreaterThan(10);
});

test("clock: clocks are seconds apart", () => {
  for (const run of runsOf("clock")) {
    expect(run.exercised["operations with clocks seconds apart"]).toBeGreaterThan(run.operations / 2);
  }
});

describe("hellweek", () => {
  test.each([
    "crashes",
    "crashes at the worst moment",
    "crashes of all nodes at once",
    "crashes that lost unsynced writes",
    "writes lost",
    "disks slowed",
    "syncs failed",
    "disks filled",
    "disks damaged",
    "pauses",
    "nodes slowed",
    "clock jumps forward",
    "clock jumps backward",
    "clock rates changed",
    "partitions",
    "partitions that overlap",
    "clogs",
    "liars appointed",
    "lies: silent-drop",
    "lies: corrupt-log",
    "messages lost",
    "messages stopped by a cut",
    "messages cut in flight",
    "messages to a crashed node",
    "messages duplicated",
    "messages delayed",
    "messages reordered",
    "messages clogged",
    "messages corrupted",
  ])("%s: in every seed", (what) => {
    for (const { exercised } of runsOf("hellweek")) expect(exercised[what]).toBeGreaterThan(0);
  });

  test("writes torn: in some", () => {
    expect(times(runsOf("hellweek"), "writes torn")).toBeGreaterThan(0);
  });
});
