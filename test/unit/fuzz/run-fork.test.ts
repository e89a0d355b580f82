import { beforeAll, describe, expect, test } from "vitest";
import { loadMutant } from "../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../src/fuzz/mutants/mutant-build.ts";
import type { RaftCore, Run } from "../../../src/fuzz/run.ts";
import { Choices, expandSeed, purposeNumber } from "../../../src/sim/index.ts";
import { finish, resultOf, startRun } from "./whole-runs.ts";

const OPERATIONS = 400;
const CASES: readonly (readonly [seed: string, nodes: number])[] = [
  ["a", 3],
  ["b", 5],
  ["c", 4],
  ["d", 7],
  ["e", 1],
  ["f", 5],
  ["g", 2],
  ["h", 3],
];

/** Slices of 1 to `most` events, the same for the same seed. */
function slicesOf(seed: string, most: number): () => number {
  const choices = new Choices(expandSeed(`slices of ${seed}`), 1);
  return () => 1 + choices.below(purposeNumber("swarm"), 0, most);
}

/** Advances both in turn, by slices of their own, until both are over. */
function alternate(seed: string, one: Run, other: Run): void {
  const [slice, otherSlice] = [slicesOf(seed, 3_000), slicesOf(`${seed} again`, 700)];
  let over = false;
  while (!over) {
    const isOver = one.advance(slice());
    over = other.advance(otherSlice()) && isOver;
  }
}

describe.each(CASES)("a run of seed %s on %i nodes", (seed, nodes) => {
  const whole = resultOf(seed, nodes, OPERATIONS);
  const half = 1 + slicesOf(seed, whole.events - 1)();

  function runHalf(): Run {
    const run = startRun(seed, nodes, OPERATIONS);
    run.advance(half);
    return run;
  }

  test("passes, and is the same by whatever slices it advances", () => {
    expect(whole.violations).toEqual([]);
    const run = startRun(seed, nodes, OPERATIONS);
    const slice = slicesOf(seed, 2_000);
    while (!run.advance(slice()));
    expect(run.result()).toEqual(whole);
  });

  test("forked at a random event ends, in both, as the run that was never forked", () => {
    const original = runHalf();
    const fork = original.fork();
    expect(fork.result()).toEqual(original.result());
    expect(finish(original)).toEqual(whole);
    expect(finish(fork)).toEqual(whole);
    const forkedFirst = runHalf();
    const forkFirst = forkedFirst.fork();
    expect(finish(forkFirst)).toEqual(whole);
    expect(finish(forkedFirst)).toEqual(whole);
  });

  test("ends the same when original and fork advance in turn", () => {
    const original = runHalf();
    const fork = original.fork();
    alternate(seed, original, fork);
    expect(original.result()).toEqual(whole);
    expect(fork.result()).toEqual(whole);
  });

  test("ends the same as the fork of a fork of a fork, wherever each was made", () => {
    const generations = [startRun(seed, nodes, OPERATIONS)];
    for (const events of [half >> 1, half >> 2, half]) {
      const fork = generations.at(-1)!.fork();
      fork.advance(events);
      generations.push(fork);
    }
    for (const run of generations.reverse()) expect(finish(run)).toEqual(whole);
  });

  test("knows nothing of forks that were made along the way and thrown away", () => {
    const run = startRun(seed, nodes, OPERATIONS);
    const slice = slicesOf(seed, Math.ceil(whole.events / 6));
    while (!run.advance(slice())) run.fork().advance(2_000);
    expect(run.result()).toEqual(whole);
    expect(finish(run.fork())).toEqual(whole);
  });
});

describe("a run that fails", () => {
  let core: RaftCore;
  beforeAll(async () => {
    core = (await import(await buildMutant(loadMutant("double-vote")))) as RaftCore;
  });

  test("fails the same in a fork, also in one made between the violation and the end", () => {
    // Long enough for a run to be ended by its first violation, and not by its last operation.
    const operations = 10_000;
    const seed = Array.from({ length: 40 }, (_, place) => `fail-${place}`).find(
      (one) => resultOf(one, 5, OPERATIONS, core).verdict === "fail",
    )!;
    const whole = resultOf(seed, 5, operations, core);
    const { event } = whole.violations[0]!;
    expect(whole.operations).toBeLessThan(operations);
    for (const at of [event - 1, event, Math.floor((event + whole.events) / 2)]) {
      const run = startRun(seed, 5, operations, core);
      run.advance(at);
      const fork = run.fork();
      alternate(seed, run, fork);
      expect(fork.result()).toEqual(whole);
      expect(run.result()).toEqual(whole);
    }
  });
});
