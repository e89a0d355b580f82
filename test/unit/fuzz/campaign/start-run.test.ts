import { expect, test } from "vitest";
import type { SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";
import { startRun } from "../../../../src/fuzz/campaign/start-run.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import type { RunOptions, RunResult } from "../../../../src/fuzz/result.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { startSearch } from "../../../../src/fuzz/strategies/strategies.ts";
import * as core from "../../../../src/sut/core.ts";

const of = { seed: "task", nodes: 3, operations: 200 };
const task: SeedTask = { ...of, scenario: undefined, twin: false, coreUrl: undefined };

function resultOf(run: { advance(events: number): boolean; result(): RunResult }): RunResult {
  while (!run.advance(10_000));
  return run.result();
}

test("a task is searched as it says", async () => {
  const says: Partial<RunOptions>[] = [
    {},
    { strategy: "targeted" },
    { scenario: loadScenario("partition") },
    { disk: "bytes" },
    { disk: "records" },
  ];
  for (const one of says) {
    const searched = resultOf(startSearch({ ...of, checkers: true, ...one }, core));
    expect(resultOf(await startRun({ ...task, ...one })), Object.keys(one)[0]).toEqual(searched);
  }
});

test("a task is searched under all checkers, on the build of the core that it names", async () => {
  const coreUrl = await buildMutant(loadMutant("ack-before-fsync"));
  const verdicts: string[] = [];
  for (const seed of ["1", "2", "3", "4"]) {
    verdicts.push(resultOf(await startRun({ ...task, seed, nodes: 5, operations: 400, coreUrl })).verdict);
  }
  expect(verdicts).toContain("fail");
});
