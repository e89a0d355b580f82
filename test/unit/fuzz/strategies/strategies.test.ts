import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import { setupOf } from "../../../../src/fuzz/create-cluster.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import type { RunResult } from "../../../../src/fuzz/result.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import { drawMajoritiesStorm } from "../../../../src/fuzz/strategies/majorities-storm.ts";
import { drawPriorityStorm } from "../../../../src/fuzz/strategies/priority-storm.ts";
import { startSearch } from "../../../../src/fuzz/strategies/strategies.ts";
import { STRATEGY_NAMES, type StrategyName } from "../../../../src/fuzz/strategies/strategy-name.ts";
import { drawTargetedStorm } from "../../../../src/fuzz/strategies/targeted-storm.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import * as core from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";

const OPERATIONS = 400;

function optionsOf(strategy: StrategyName, seed: string, nodes = 5) {
  return { nodes, operations: OPERATIONS, seed, checkers: true, strategy };
}

function resultOf(strategy: StrategyName, seed: string, nodes = 5, on: RaftCore = core, slice = 100_000): RunResult {
  const search = startSearch(optionsOf(strategy, seed, nodes), on);
  while (!search.advance(slice));
  return search.result();
}

describe.each(STRATEGY_NAMES)("by %s", (strategy) => {
  test("a seed is always the same, in slices of any size, and another seed is another", () => {
    const whole = resultOf(strategy, "same");
    expect(resultOf(strategy, "same", 5, core, 777)).toEqual(whole);
    expect(resultOf(strategy, "other").fingerprint).not.toBe(whole.fingerprint);
  });

  test("the core as it ships holds, among any number of nodes", () => {
    for (const nodes of [1, 2, 3, 4, 5, 7]) {
      for (const seed of ["1", "2", "3"]) {
        const { operations, verdict, violations } = resultOf(strategy, seed, nodes);
        expect({ nodes, seed, verdict, violations }).toMatchObject({ verdict: "pass" });
        expect(operations, `seed ${seed} on ${nodes} nodes`).toBeGreaterThanOrEqual(OPERATIONS);
      }
    }
  });

  test("what fails is on its tape, which breaks the same without the strategy", async () => {
    const mutated = await loadCore(await buildMutant(loadMutant("ack-before-fsync")));
    const seed = ["1", "2", "3", "4"].find((one) => resultOf(strategy, one, 5, mutated).verdict === "fail");
    const recorded = record(optionsOf(strategy, seed!), mutated);
    const run = replay(JSON.parse(JSON.stringify(recorded.tape)), mutated);
    while (!run.advance(100_000));
    expect(run.violations).toEqual(recorded.run.violations);
    expect(run.violations).toEqual(resultOf(strategy, seed!, 5, mutated).violations);
    expect(run.result().fingerprint).toBe(recorded.run.result().fingerprint);
  });

  test("a fork of the run that is told of goes on as that does", () => {
    const search = startSearch(optionsOf(strategy, "forked"), core);
    search.advance(700);
    const { told } = search;
    const copy = told.fork();
    while (!copy.advance(500));
    while (!told.advance(100_000));
    expect(copy.result()).toEqual(told.result());
  });
});

test("by swarm, and where no strategy is asked for, a seed is the run that it always was", () => {
  const run = Run.start({ nodes: 5, operations: OPERATIONS, seed: "swarm", checkers: true }, core);
  while (!run.advance(100_000));
  expect(resultOf("swarm", "swarm")).toEqual(run.result());
  const { strategy: _, ...options } = optionsOf("swarm", "swarm");
  const search = startSearch(options, core);
  while (!search.advance(100_000));
  expect(search.result()).toEqual(run.result());
});

test("mixed has legs of all three others", () => {
  const kinds = { drawPriorityStorm, drawTargetedStorm, drawMajoritiesStorm };
  const begun = Array.from({ length: 40 }, (_one, place) => {
    const options = optionsOf("mixed", `mixed ${place}`);
    const { isProbed: _, ...setup } = startSearch(options, core).setup;
    const ofLeg = { ...options, seed: `${options.seed}, leg 1` };
    return Object.entries(kinds).flatMap(([name, draw]) =>
      isDeepStrictEqual(setupOf(draw(ofLeg)), setup) ? [name] : [],
    );
  });
  expect(begun.filter((names) => names.length === 0)).toEqual([]);
  const sure = begun.flatMap((names) => (names.length === 1 ? names : []));
  expect(new Set(sure)).toEqual(new Set(Object.keys(kinds)));
});
