import { expect, test } from "vitest";
import type { Executor, SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";
import { huntAgain } from "../../../../src/fuzz/mutants/compared-hunt.ts";
import type { Mutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { hunt } from "../../../../src/fuzz/mutants/mutant-hunt.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { failedResult, fakeResult } from "../fake-result.ts";

const killable: Mutant = {
  id: "double-vote",
  title: "Votes twice",
  breaks: ["election-safety"],
  source: "figure 2",
  file: "election.ts",
  find: "a",
  replace: "b",
  why: "one vote in a term",
  expect: "killed",
};
const equivalent: Mutant = { ...killable, id: "same", breaks: [], expect: "survives" };
const never = new AbortController().signal;

/** Kills with the first seed in a scenario, and with the third without one; notes what it was asked for. */
function executorOf(asked: SeedTask[]): Executor {
  return {
    seedsAhead: 1,
    execute: async (task) => {
      asked.push(task);
      const kills = task.scenario !== undefined || task.seed === "s-2";
      const result = kills ? failedResult(task.seed) : fakeResult(task.seed);
      return { kind: "finished", record: { result, wallMs: 1, cpuMs: 10 } };
    },
    cancel: () => {},
  };
}

async function huntsOf(mutants: readonly Mutant[], executor: Executor) {
  const campaign = { firstSeed: "s", seeds: 5, nodes: 3, operations: 200, twin: false, keepsGoing: false } as const;
  const scenario = loadScenario("late");
  const whole = { ...campaign, scenario, coreUrl: "file:///mutated", disk: "bytes" } as const;
  return Promise.all(mutants.map((mutant) => hunt(mutant, whole, executor, 10_000, never)));
}

test("a mutant is hunted again by the strategy: its own cluster and disks, the same seeds, and no scenario", async () => {
  const asked: SeedTask[] = [];
  const executor = executorOf(asked);
  const hunts = await huntsOf([killable], executor);
  asked.length = 0;
  const done: number[] = [];
  const compared = await huntAgain(hunts, "random", executor, 10_000, never, (count) => done.push(count));
  expect(compared).toHaveLength(1);
  expect(compared[0]!.own).toBe(hunts[0]);
  expect(compared[0]!.own).toMatchObject({ fate: "killed", cpuMs: 10 });
  expect(compared[0]!.other).toMatchObject({ fate: "killed", cpuMs: 30 });
  expect(asked.map(({ seed }) => seed)).toEqual(["s", "s-1", "s-2"]);
  const same = { nodes: 3, operations: 200, disk: "bytes", coreUrl: "file:///mutated" };
  for (const task of asked) expect(task).toMatchObject({ ...same, scenario: undefined, strategy: "random" });
  expect(done).toEqual([1]);
});

test("what must survive is not hunted again, nor anything once it is interrupted", async () => {
  const asked: SeedTask[] = [];
  const executor = executorOf(asked);
  const hunts = await huntsOf([equivalent, killable], executor);
  asked.length = 0;
  const interrupt = new AbortController();
  interrupt.abort();
  expect(await huntAgain(hunts, "random", executor, 10_000, interrupt.signal, () => {})).toEqual([]);
  expect(asked).toEqual([]);
  const compared = await huntAgain(hunts, "random", executor, 10_000, never, () => {});
  expect(compared.map(({ own }) => own.mutant.id)).toEqual(["double-vote"]);
});
