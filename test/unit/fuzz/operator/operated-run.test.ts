import { describe, expect, test } from "vitest";
import { MixPlan, OPERATOR_KINDS, withOperator } from "../../../../src/chaos/index.ts";
import { judgeTwins } from "../../../../src/fuzz/campaign/twin.ts";
import { drawStorm, type Storm } from "../../../../src/fuzz/create-cluster.ts";
import { drawMixProfile } from "../../../../src/fuzz/profile/profile.ts";
import type { RunOptions, RunResult } from "../../../../src/fuzz/result.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import { Choices, expandSeed, TRUE_CLOCK } from "../../../../src/sim/index.ts";
import * as shippedCore from "../../../../src/sut/core.ts";
import { finish } from "../whole-runs.ts";

/** Runs with an operator who does everything, and three nodes to take in. */

const SPARES = 3;

function optionsOf(seed: string, nodes: number, operations: number): RunOptions {
  return { seed, nodes, operations, checkers: true };
}

/** The storm of the seed, operated whatever the seed drew. */
function stormOf(options: RunOptions): Storm {
  const drawn = drawStorm(options);
  const { nodes, operations, seed } = options;
  const clocks = Array.from({ length: nodes + SPARES }, (_, place) => drawn.profile.clocks[place] ?? TRUE_CLOCK);
  const profile = { ...drawn.profile, spares: SPARES, clocks };
  const { mix } = drawMixProfile(new Choices(expandSeed(seed), 1), nodes);
  const plan = new MixPlan(withOperator(mix, OPERATOR_KINDS), operations, new Choices(expandSeed(seed), 1));
  return { ...drawn, profile, plan };
}

function start(options: RunOptions): Run {
  return Run.start(options, shippedCore, stormOf(options));
}

function sum(results: readonly RunResult[], name: string): number {
  return results.reduce((total, { exercised }) => total + exercised[name]!, 0);
}

const FOUNDERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const runs = FOUNDERS.map((nodes) => ({ nodes, run: start(optionsOf(`operated-${nodes}`, nodes, 2_000)) }));
const results = runs.map(({ run }) => finish(run));

describe("runs of one to nine founders with everything on", () => {
  test("pass", () => {
    expect(results.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test("have all nodes in them, and clients behind those", () => {
    for (const { nodes, run } of runs) expect(run.cluster.nodes).toBe(nodes + SPARES);
    for (const { committed, submitted } of results) expect(committed).toBeLessThanOrEqual(submitted);
  });

  test("never leave fewer than three voters where there were three, nor none anywhere", () => {
    for (const { nodes, run } of runs) {
      const least = nodes >= 3 ? 3 : 1;
      for (let id = 1; id <= run.cluster.nodes; id++) {
        const view = (
          run.cluster.program(id) as { view?: { configuration: { voters: readonly number[] } } } | undefined
        )?.view;
        const { length } = view?.configuration.voters ?? [];
        if (length > 0) expect(length).toBeGreaterThanOrEqual(least);
      }
    }
  });

  test.each([
    "membership changes asked for",
    "changes without the leader asked for",
    "joint configurations asked to be left",
    "joint configurations entered",
    "joint configurations left",
    "voters added",
    "learners added",
    "learners promoted",
    "voters demoted",
    "members removed",
    "leaders removed",
    "transfers asked for",
    "snapshots asked for",
    "nodes asked to end",
    "refused: change-under-way",
    "refused: nothing-committed-in-term",
    "refused: unknown-node",
    "refused: no-voter-left",
    "refused: nothing-to-change",
    "refused: not-joint",
    "refused: already-joint",
    "refused: not-leader",
  ])("exercise %s", (name) => {
    expect(sum(results, name)).toBeGreaterThan(0);
  });
});

describe.each([1, 3, 5])("a run of %i founders with everything on", (nodes) => {
  const options = optionsOf(`twin-${nodes}`, nodes, 800);
  const whole = finish(start(options));

  test("agrees with its twin", () => {
    expect(judgeTwins(whole, finish(start(options)))).toBe(whole);
    expect(whole.verdict).toBe("pass");
    expect(whole.exercised["membership changes asked for"]).toBeGreaterThan(0);
  });

  test("ends the same in its forks, wherever they are made", () => {
    const run = start(options);
    for (let slice = 0; slice < 5; slice++) {
      run.advance(Math.floor(whole.events / 6));
      expect(finish(run.fork())).toEqual(whole);
    }
    expect(finish(run)).toEqual(whole);
  });
});
