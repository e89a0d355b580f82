import { describe, expect, test } from "vitest";
import { drawStorm } from "../../../src/fuzz/create-cluster.ts";
import type { DiskKind } from "../../../src/fuzz/profile/disk-kind.ts";
import type { RunOptions, RunResult } from "../../../src/fuzz/result.ts";
import { Run } from "../../../src/fuzz/run.ts";
import { loadScenario } from "../../../src/fuzz/scenarios/scenario-file.ts";
import { record } from "../../../src/fuzz/tape/record.ts";
import { replay } from "../../../src/fuzz/tape/replay.ts";
import { setupSchema } from "../../../src/fuzz/tape/setup-schema.ts";
import type { Tape } from "../../../src/fuzz/tape/tape.ts";
import { KeyValueMachine } from "../../../src/machine/index.ts";
import * as core from "../../../src/sut/core.ts";
import { type Application, KEY_VALUE_APPLICATION } from "../../../src/workload/index.ts";
import { finish } from "./whole-runs.ts";

function optionsOf(seed: string, disk?: DiskKind): RunOptions {
  return { seed, nodes: 3, operations: 500, checkers: true, ...(disk && { disk }) };
}

function segmentBytesOf(options: RunOptions): number | undefined {
  return drawStorm(options).profile.settings.storage?.segmentBytes;
}

const SEEDS = Array.from({ length: 200 }, (_, place) => `disks ${place}`);

describe("what disks are made of", () => {
  test("is as it was said", () => {
    for (const seed of SEEDS) {
      expect(segmentBytesOf(optionsOf(seed, "records"))).toBeUndefined();
      expect(segmentBytesOf(optionsOf(seed, "bytes"))).toBeGreaterThan(0);
    }
  });

  test("is bytes in a share of the seeds otherwise, with segments of all sizes", () => {
    const sizes = SEEDS.map((seed) => segmentBytesOf(optionsOf(seed)));
    const onBytes = sizes.filter((size) => size !== undefined);
    expect(onBytes.length).toBeGreaterThan(SEEDS.length / 8);
    expect(onBytes.length).toBeLessThan(SEEDS.length / 2);
    expect(new Set(onBytes).size).toBe(4);
  });

  test("changes nothing else that a seed draws", () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const { storage: _, ...settings } = drawStorm(optionsOf(seed, "bytes")).profile.settings;
      expect(settings).toEqual(drawStorm(optionsOf(seed, "records")).profile.settings);
    }
  });

  test("is records where a machine cannot be written down, unless it is said otherwise", () => {
    class Unwritable extends KeyValueMachine {
      override stateBytes = undefined as never;
    }
    const application = {
      ...KEY_VALUE_APPLICATION,
      createMachine: () => new Unwritable(),
    } as unknown as Application<unknown, unknown>;
    for (const seed of SEEDS) expect(segmentBytesOf({ ...optionsOf(seed), application })).toBeUndefined();
  });
});

describe.each(["a", "b", "c", "d"])("a run on bytes, of seed %s", (seed) => {
  const options = optionsOf(seed, "bytes");
  const whole = finish(Run.start(options, core));

  test("passes, and is another than on records", () => {
    expect(whole.violations).toEqual([]);
    expect(whole.exercised["entries applied"]).toBeGreaterThan(0);
    expect(finish(Run.start(optionsOf(seed, "records"), core)).fingerprint).not.toBe(whole.fingerprint);
  });

  test("forked half way ends as the run that was never forked", () => {
    const original = Run.start(options, core);
    original.advance(whole.events >> 1);
    const fork = original.fork();
    expect(finish(original)).toEqual(whole);
    expect(finish(fork)).toEqual(whole);
  });

  test("is on its tape, which says so", () => {
    const { run, tape } = record(options, core);
    expect(run.result().fingerprint).toBe(whole.fingerprint);
    const read = JSON.parse(JSON.stringify(tape)) as Tape;
    expect(setupSchema.parse(read.setup)).toEqual(read.setup);
    expect(read.setup.profile.settings.storage).toBeDefined();
    expect(finish(replay(read, core)).fingerprint).toBe(whole.fingerprint);
  });
});

test("bytes that rot, syncs that fail and disks that fill up break nothing", () => {
  const scenario = loadScenario("hellweek");
  const exercised: Record<string, number> = {};
  for (let seed = 0; seed < 12; seed++) {
    const result: RunResult = finish(Run.start({ ...optionsOf(`${seed}`, "bytes"), nodes: 5, scenario }, core));
    expect(result.violations, `seed ${seed}`).toEqual([]);
    for (const [name, count] of Object.entries(result.exercised)) exercised[name] = (exercised[name] ?? 0) + count;
  }
  for (const name of ["writes lost", "writes torn", "syncs failed", "disks filled", "disks damaged"]) {
    expect(exercised[name], name).toBeGreaterThan(0);
  }
});
