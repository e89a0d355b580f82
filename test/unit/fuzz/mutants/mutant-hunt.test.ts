import { describe, expect, test } from "vitest";
import type { Campaign } from "../../../../src/fuzz/campaign/campaign.ts";
import type { Executor, SeedOutcome } from "../../../../src/fuzz/campaign/seed-task.ts";
import type { Mutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { hunt } from "../../../../src/fuzz/mutants/mutant-hunt.ts";
import { failedResult, fakeResult } from "../fake-result.ts";

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
  keepsGoing: false,
};
const passing: SeedOutcome = { kind: "finished", record: { result: fakeResult("s"), wallMs: 1, cpuMs: 1 } };
const failing: SeedOutcome = { kind: "finished", record: { result: failedResult("s"), wallMs: 1, cpuMs: 1 } };
const failingIn = (seed: string): SeedOutcome => ({
  kind: "finished",
  record: { result: failedResult(seed), wallMs: 1, cpuMs: 1 },
});
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
    seedsAhead: 1,
    execute: async () => outcomes[at++] ?? hang(),
    cancel: () => cancel(),
  };
}

const huntIt = (target: Mutant, outcomes: readonly SeedOutcome[], interrupt = never) =>
  hunt(target, campaign, scripted(outcomes), 50, interrupt);

describe("a hunt", () => {
  test("kills a mutant with the seed that breaks an invariant", async () => {
    const result = await huntIt(mutant, [passing, passing, failing]);
    expect(result).toMatchObject({ fate: "killed", asExpected: true, killedBy: ["election-safety"], alsoFell: [] });
    expect(result.result.totals).toMatchObject({ runs: 3, operations: 3000 });
    expect(result.cpuMs).toBe(3);
  });

  test("goes on past seeds in which only something else fell, and tells of it", async () => {
    const target: Mutant = { ...mutant, breaks: ["durability"] };
    const others = [failingIn("s"), passing, failingIn("s-2")];
    const both = failedResult("s-3");
    const [violation] = both.violations;
    const violations = [violation!, { ...violation!, invariant: "durability" }, violation!];
    const killing: SeedOutcome = { kind: "finished", record: { result: { ...both, violations }, wallMs: 1, cpuMs: 1 } };
    const result = await huntIt(target, [...others, killing, passing]);
    expect(result).toMatchObject({ fate: "killed", asExpected: true, killedBy: ["durability"] });
    expect(result.alsoFell).toEqual([{ invariant: "election-safety", runs: 3, seed: "s" }]);
    expect(result.result.totals.runs).toBe(4);
    expect(result.result.failure!.result.seed).toBe("s-3");
  });

  test("of a change that matters to nobody is not ended by a law of single steps", async () => {
    const broken = failedResult("s");
    const violations = broken.violations.map((violation) => ({ ...violation, invariant: "step-law" }));
    const spendthrift: SeedOutcome = {
      kind: "finished",
      record: { result: { ...broken, violations }, wallMs: 1, cpuMs: 1 },
    };
    const outcomes = [spendthrift, passing, passing, passing, passing];
    expect(await huntIt(equivalent, outcomes)).toMatchObject({
      fate: "survived",
      asExpected: true,
      alsoFell: [{ invariant: "step-law", runs: 1, seed: "s" }],
    });
    expect(await huntIt({ ...mutant, breaks: ["step-law"] }, outcomes)).toMatchObject({ fate: "killed" });
  });

  test("in which only something else fell has not killed the mutant", async () => {
    const outcomes = Array.from({ length: 5 }, (_, at) => failingIn(`s-${at}`));
    const result = await huntIt({ ...mutant, breaks: ["durability"] }, outcomes);
    expect(result).toMatchObject({ fate: "survived", asExpected: false, killedBy: [] });
    expect(result.alsoFell).toEqual([{ invariant: "election-safety", runs: 5, seed: "s-0" }]);
  });

  test("that finds nothing lets the mutant survive, as an equivalent one must", async () => {
    const outcomes = Array.from({ length: 5 }, () => passing);
    expect(await huntIt(mutant, outcomes)).toMatchObject({ fate: "survived", asExpected: false });
    expect(await huntIt(equivalent, outcomes)).toMatchObject({ fate: "survived", asExpected: true });
  });

  test("that kills an equivalent mutant cries wolf", async () => {
    const result = await huntIt(equivalent, [failing]);
    expect(result).toMatchObject({ fate: "killed", asExpected: false, killedBy: ["election-safety"], alsoFell: [] });
  });

  test("that runs out of time is not said to be survived, and before the first run nothing is known", async () => {
    expect(await huntIt(equivalent, [passing])).toMatchObject({ fate: "out-of-time", asExpected: true });
    expect(await huntIt(mutant, [passing])).toMatchObject({ fate: "out-of-time", asExpected: false });
    expect(await huntIt(equivalent, [])).toMatchObject({ fate: "untested", asExpected: false });
  });

  test("that meets a crash or an interrupt has no verdict", async () => {
    expect(await huntIt(mutant, [passing, crashing])).toMatchObject({ fate: "crashed", asExpected: false });
    const interrupt = new AbortController();
    interrupt.abort();
    expect(await huntIt(equivalent, [], interrupt.signal)).toMatchObject({ fate: "interrupted", asExpected: false });
  });
});
