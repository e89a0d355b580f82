import { describe, expect, test } from "vitest";
import type { Campaign } from "../../../src/fuzz/campaign.ts";
import type { Mutant } from "../../../src/fuzz/mutant.ts";
import { hunt } from "../../../src/fuzz/mutant-hunt.ts";
import type { Executor, SeedOutcome } from "../../../src/fuzz/seed-task.ts";
import { failedResult, fakeResult } from "./fake-result.ts";

const mutant: Mutant = {
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
const equivalent: Mutant = { ...mutant, id: "same", breaks: [], expect: "survives" };
const campaign: Campaign = {
  firstSeed: "s",
  seeds: 5,
  nodes: 5,
  operations: 1000,
  scenario: undefined,
  twin: false,
  coreUrl: "file:///x",
};
const passing: SeedOutcome = { kind: "finished", record: { result: fakeResult("s"), wallMs: 1 } };
const failing: SeedOutcome = { kind: "finished", record: { result: failedResult("s"), wallMs: 1 } };
const crashing: SeedOutcome = { kind: "crashed", seed: "s", message: "broken", stack: "Error: broken" };
const never = new AbortController().signal;

/** Gives these outcomes in turn; when they have run out, nothing ends before it is cancelled. */
function scripted(outcomes: readonly SeedOutcome[]): Executor {
  let at = 0;
  let cancel = (): void => {};
  const hang = (): Promise<SeedOutcome> =>
    new Promise((settle) => {
      cancel = () => settle({ kind: "cut-short", seed: "s", partial: undefined });
    });
  return {
    concurrency: 1,
    execute: async () => outcomes[at++] ?? hang(),
    cancel: () => cancel(),
  };
}

const huntIt = (target: Mutant, outcomes: readonly SeedOutcome[], interrupt = never) =>
  hunt(target, campaign, scripted(outcomes), 50, interrupt);

describe("a hunt", () => {
  test("kills a mutant with the seed that breaks an invariant", async () => {
    const result = await huntIt(mutant, [passing, passing, failing]);
    expect(result).toMatchObject({ fate: "killed", asExpected: true, unforeseen: false });
    expect(result.killedBy).toEqual(["election-safety"]);
    expect(result.result.totals).toMatchObject({ runs: 3, operations: 3000 });
  });

  test("by another invariant than foreseen is not what was expected", async () => {
    const result = await huntIt({ ...mutant, breaks: ["durability"] }, [failing]);
    expect(result).toMatchObject({ fate: "killed", asExpected: false, unforeseen: true });
  });

  test("that finds nothing lets the mutant survive, as an equivalent one must", async () => {
    const outcomes = Array.from({ length: 5 }, () => passing);
    expect(await huntIt(mutant, outcomes)).toMatchObject({ fate: "survived", asExpected: false });
    expect(await huntIt(equivalent, outcomes)).toMatchObject({ fate: "survived", asExpected: true });
  });

  test("that kills an equivalent mutant cries wolf", async () => {
    expect(await huntIt(equivalent, [failing])).toMatchObject({ fate: "killed", asExpected: false });
  });

  test("that runs out of time after a run lets the mutant survive; before, nothing is known", async () => {
    expect(await huntIt(equivalent, [passing])).toMatchObject({ fate: "survived", asExpected: true });
    expect(await huntIt(equivalent, [])).toMatchObject({ fate: "untested", asExpected: false });
  });

  test("that meets a crash or an interrupt has no verdict", async () => {
    expect(await huntIt(mutant, [passing, crashing])).toMatchObject({ fate: "crashed", asExpected: false });
    const interrupt = new AbortController();
    interrupt.abort();
    expect(await huntIt(equivalent, [], interrupt.signal)).toMatchObject({ fate: "interrupted", asExpected: false });
  });
});
