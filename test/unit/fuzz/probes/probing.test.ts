import { describe, expect, test } from "vitest";
import { drawStorm } from "../../../../src/fuzz/create-cluster.ts";
import { minimize } from "../../../../src/fuzz/minimizer/minimize.ts";
import { drawProbing, withProbes } from "../../../../src/fuzz/probes/probing.ts";
import type { RunOptions } from "../../../../src/fuzz/result.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { startSearch } from "../../../../src/fuzz/strategies/strategies.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import type { Tape } from "../../../../src/fuzz/tape/tape.ts";
import { tapeSchema } from "../../../../src/fuzz/tape/tape-schema.ts";
import * as core from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { assertive, restless, spoiled } from "./spoiled-core.ts";

const tested = spoiled(assertive);

function optionsOf(seed: string, others: Partial<RunOptions> = {}): RunOptions {
  return { nodes: 3, operations: 300, seed, checkers: true, ...others };
}

function isProbed(seed: string, others: Partial<RunOptions> = {}): boolean {
  const options = optionsOf(seed, others);
  return drawProbing(options, drawStorm(options)).isProbed === true;
}

const SEEDS = Array.from({ length: 2_400 }, (_, number) => `probing ${number}`);
const PROBED = SEEDS.filter((seed) => isProbed(seed));
const [seed] = PROBED as [string];
const spared = SEEDS.find((one) => !isProbed(one))!;

function finished<Play extends { advance(events: number): boolean }>(play: Play): Play {
  while (!play.advance(100_000));
  return play;
}

const searched = (options: RunOptions, on: RaftCore = core) => finished(startSearch(options, on)).result();
const played = (tape: Tape, on: RaftCore) => finished(replay(tape, on)).result();
const throughText = (tape: Tape): Tape => tapeSchema.parse(JSON.parse(JSON.stringify(tape)));

describe("whether a run is probed", () => {
  test("is so of one in 50 seeds, whatever else is asked for", () => {
    expect(PROBED.length).toBeGreaterThan(25);
    expect(PROBED.length).toBeLessThan(75);
    for (const one of [seed, spared]) {
      for (const others of [{ nodes: 7 }, { operations: 10_000 }, { disk: "bytes" as const }, { records: true }]) {
        expect(isProbed(one, others)).toBe(one === seed);
      }
    }
  });

  test("is never so of long runs, of runs without checkers, or where liars need not keep the protocol", () => {
    expect(isProbed(seed, { operations: 10_001 })).toBe(false);
    expect(isProbed(seed, { checkers: false })).toBe(false);
    expect(isProbed(seed, { scenario: loadScenario("byzantine") })).toBe(false);
    expect(isProbed(seed, { scenario: loadScenario("hellweek") })).toBe(true);
  });

  test("is drawn for each leg of a seed that has several", () => {
    const second = SEEDS.find((one) => !isProbed(`${one}, leg 1`) && isProbed(`${one}, leg 2`))!;
    const options = optionsOf(second, { operations: 400, strategy: "majorities" });
    expect(searched(options)).toMatchObject({ verdict: "pass" });
    const { tape } = record(options, tested);
    expect(tape.setup.isProbed).toBe(true);
    expect(searched(options, tested)).toMatchObject({ verdict: "fail", violations: [{ invariant: "step-law" }] });
  });
});

describe("a run that is probed", () => {
  test("is the same as without, and finds nothing wrong with the core as it is", () => {
    const options = optionsOf(seed);
    const plain = finished(Run.start(options, core)).result();
    expect(searched(options)).toEqual(plain);
    expect(plain.verdict).toBe("pass");
    expect(finished(Run.start(options, withProbes(core))).result()).toEqual(plain);
  });

  test("goes on in a copy as it would itself, probed as well", () => {
    const options = optionsOf(seed);
    const run = Run.start(options, tested, drawProbing(options, drawStorm(options)));
    const [copy] = [run.fork(), finished(run)];
    expect(finished(copy).result()).toEqual(run.result());
    expect(copy.violations).toMatchObject([{ invariant: "step-law" }]);
  });

  test("finds what one that is not does not", () => {
    const { nodes, violations } = { nodes: 3, violations: searched(optionsOf(seed), tested).violations };
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatchObject({ invariant: "step-law", nodes: [expect.any(Number)] });
    expect(violations[0]!.nodes[0]).toBeLessThanOrEqual(nodes);
    expect(searched(optionsOf(spared), tested)).toMatchObject({ verdict: "pass", violations: [] });
  });

  test("has its copies asked what no driver may, which finds what no run depends on", () => {
    const [violation] = searched(optionsOf(seed), restless).violations;
    expect(violation).toMatchObject({ invariant: "step-law", message: expect.stringContaining("what a stopped node") });
    expect(searched(optionsOf(spared), restless)).toMatchObject({ verdict: "pass", violations: [] });
  });
});

describe("a tape of a run that was probed", () => {
  test("says so, and breaks the same when it is played", () => {
    const { run, tape } = record(optionsOf(seed), tested);
    expect(tape.setup.isProbed).toBe(true);
    const { fingerprint, violations } = run.result();
    expect(played(throughText(tape), tested)).toMatchObject({ fingerprint, violations });
    expect(played(tape, core).verdict).toBe("pass");
  });

  test("that does not say it is played without", () => {
    const { tape } = record(optionsOf(spared), tested);
    expect(tape.setup).not.toHaveProperty("isProbed");
    const { isProbed: _, ...setup } = record(optionsOf(seed), tested).tape.setup;
    expect(played(throughText({ ...tape, setup }), tested).violations).toEqual([]);
  });

  test("is made small with its probes, where a law was broken", () => {
    const { tape } = record(optionsOf(seed), tested);
    const small = minimize(tape, tested, "step-law", { limitMs: 60_000 });
    expect(small.tape.setup.isProbed).toBe(true);
    expect(small.after.entries).toBeLessThan(small.before.entries / 10);
    expect(played(small.tape, tested).violations[0]).toMatchObject({ invariant: "step-law" });
  });
});
