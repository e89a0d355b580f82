import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Campaign, type CampaignResult, runCampaign } from "../../../../src/fuzz/campaign/campaign.ts";
import type { Cause } from "../../../../src/fuzz/campaign/cause.ts";
import type { Executor, RunRecord, SeedOutcome, SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { deriveSeed } from "../../../../src/sim/index.ts";
import { failedResult, fakeResult } from "../fake-result.ts";

const campaign: Campaign = {
  firstSeed: "first",
  seeds: 12,
  nodes: 5,
  operations: 1000,
  scenario: undefined,
  twin: false,
  coreUrl: undefined,
  keepsGoing: false,
};

const PARTIAL = fakeResult("cut", { operations: 7 });

type Fate = "pass" | "fail" | "crash" | "hang";

/** Finishes its seeds in an order that `turns` decides, whatever order they came in. */
class ShuffledExecutor implements Executor {
  readonly seedsAhead: number;
  readonly started: string[] = [];
  readonly strategies = new Set<string | undefined>();
  private readonly fateOf: (seed: string) => Fate;
  private readonly turns: readonly number[];
  private readonly underWay: { task: SeedTask; settle: (outcome: SeedOutcome) => void }[] = [];
  private turn = 0;

  constructor(seedsAhead: number, fateOf: (seed: string) => Fate, turns: readonly number[] = [0]) {
    this.seedsAhead = seedsAhead;
    this.fateOf = fateOf;
    this.turns = turns;
  }

  execute(task: SeedTask): Promise<SeedOutcome> {
    this.started.push(task.seed);
    this.strategies.add(task.strategy);
    setImmediate(() => this.finishOne());
    return new Promise((settle) => this.underWay.push({ task, settle }));
  }

  cancel(): void {
    for (const { task, settle } of this.underWay.splice(0))
      settle({ kind: "cut-short", seed: task.seed, partial: PARTIAL });
  }

  private finishOne(): void {
    const at = this.turns[this.turn++ % this.turns.length]! % Math.max(1, this.underWay.length);
    const job = this.underWay[at];
    if (job === undefined || this.fateOf(job.task.seed) === "hang") return;
    this.underWay.splice(at, 1);
    job.settle(this.outcome(job.task.seed));
  }

  private outcome(seed: string): SeedOutcome {
    const fate = this.fateOf(seed);
    if (fate === "crash") return { kind: "crashed", seed, message: "broken", stack: "Error: broken" };
    const result = fate === "fail" ? failedResult(seed) : fakeResult(seed, { fingerprint: `print of ${seed}` });
    return { kind: "finished", record: { result, wallMs: this.turn, cpuMs: 1 } };
  }
}

const seedsOf = (count: number): string[] => Array.from({ length: count }, (_, k) => deriveSeed("first", k));
const never = new AbortController().signal;
const abortedWith = (reason: string): AbortSignal => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 20);
  return controller.signal;
};

async function carryOut(executor: Executor, changes: Partial<Campaign> = {}, signal = never) {
  const delivered: string[] = [];
  const onRun = ({ result: { seed } }: RunRecord): number => delivered.push(seed);
  const result = await runCampaign({ ...campaign, ...changes }, executor, signal, { onRun });
  return { result, delivered };
}

/** What of a result may not depend on who ran it. */
function essence({ failure, resumable, ...result }: CampaignResult) {
  return { ...result, failure: failure?.result, resumable: { ...resumable, failure: failure?.result } };
}

describe("a campaign", () => {
  test("runs its seeds from the first and adds up what they did", async () => {
    const { result, delivered } = await carryOut(new ShuffledExecutor(1, () => "pass"));
    expect(delivered).toEqual(seedsOf(12));
    expect(result).toMatchObject({ ending: "completed", verdict: "pass" });
    expect(result.totals).toMatchObject({ runs: 12, operations: 12_000, committed: 12 * 297 });
    expect(result.totals.messages.dropped).toBe(12 * 900);
    expect(result.totals.exercised).toEqual({ crashes: 600, partitions: 240, "conflicts truncated": 0 });
  });

  test("of one seed has that run's fingerprint; of several one that each run has a part in", async () => {
    const one = await carryOut(new ShuffledExecutor(1, () => "pass"), { seeds: 1 });
    expect(one.result.fingerprint).toBe("print of first");
    const two = await carryOut(new ShuffledExecutor(1, () => "pass"), { seeds: 2 });
    const three = await carryOut(new ShuffledExecutor(1, () => "pass"), { seeds: 3 });
    expect(two.result.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(three.result.fingerprint).not.toBe(two.result.fingerprint);
  });

  test("gives the same whatever the number of workers and the order they finish in", async () => {
    const scenario = fc.record({
      concurrency: fc.integer({ min: 1, max: 32 }),
      turns: fc.array(fc.nat(50), { minLength: 1 }),
      bad: fc.option(fc.record({ at: fc.nat(14), fate: fc.constantFrom<Fate>("fail", "crash") })),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ concurrency, turns, bad }) => {
        const fateOf = (seed: string): Fate =>
          bad !== null && Number(seed.split("-")[1] ?? 0) >= bad.at ? bad.fate : "pass";
        const alone = await carryOut(new ShuffledExecutor(1, fateOf));
        const together = await carryOut(new ShuffledExecutor(concurrency, fateOf, turns));
        expect(essence(together.result)).toEqual(essence(alone.result));
        expect(together.delivered).toEqual(alone.delivered);
      }),
      { numRuns: 60 },
    );
  });

  test("ends at the first seed that fails", async () => {
    const fateOf = (seed: string): Fate => (seed === "first-4" || seed === "first-6" ? "fail" : "pass");
    const { result, delivered } = await carryOut(new ShuffledExecutor(1, fateOf));
    expect(result).toMatchObject({ ending: "failed", verdict: "fail" });
    expect(result.failure?.result.seed).toBe("first-4");
    expect(delivered).toEqual(seedsOf(5));
  });

  test("that looks for something ends where it finds it, and passes over other failures", async () => {
    const fateOf = (seed: string): Fate => (seed === "first-4" || seed === "first-6" ? "fail" : "pass");
    const isQuarry = ({ result }: RunRecord): boolean => result.seed === "first-6";
    const result = await runCampaign(campaign, new ShuffledExecutor(3, fateOf), never, { isQuarry });
    expect(result).toMatchObject({ ending: "failed", verdict: "fail", totals: { runs: 7 } });
    expect(result.failure?.result.seed).toBe("first-6");
    const inVain = await runCampaign(campaign, new ShuffledExecutor(3, fateOf), never, { isQuarry: () => false });
    expect(inVain).toMatchObject({ ending: "completed", failure: undefined, totals: { runs: 12 } });
  });

  test("goes on after a crash, and has not passed then", async () => {
    const executor = new ShuffledExecutor(1, (seed) => (seed === "first-3" ? "crash" : "pass"));
    const { result, delivered } = await carryOut(executor);
    expect(result).toMatchObject({ ending: "completed", verdict: "unknown", crashCount: 1, totals: { runs: 11 } });
    expect(result.crashes).toMatchObject([{ seed: "first-3", message: "broken" }]);
    expect(delivered).toEqual(seedsOf(12).filter((seed) => seed !== "first-3"));
  });

  test("goes on after a run that could not be judged, and has not passed then", async () => {
    const fates = (undecided: readonly string[], failed: readonly string[] = []): Executor => ({
      seedsAhead: 1,
      cancel: () => {},
      execute: async ({ seed }) => {
        const verdict = undecided.includes(seed) ? "unknown" : "pass";
        const result = failed.includes(seed) ? failedResult(seed) : fakeResult(seed, { verdict });
        return { kind: "finished", record: { result, wallMs: 1, cpuMs: 1 } };
      },
    });
    const { result } = await carryOut(fates(["first-3"]));
    expect(result).toMatchObject({ ending: "completed", verdict: "unknown", failure: undefined });
    expect(result.totals).toMatchObject({ runs: 12, undecided: 1 });
    // Whoever goes on with it knows of that too.
    const again = await runCampaign({ ...campaign, seeds: 14 }, fates([]), never, { state: result.resumable });
    expect(again).toMatchObject({ verdict: "unknown", totals: { runs: 14, undecided: 1 } });
    expect((await carryOut(fates(["first-3"], ["first-5"]))).result.verdict).toBe("fail");
  });

  test("that fails behind a crash has failed", async () => {
    const fateOf = (seed: string): Fate => (seed === "first-3" ? "crash" : seed === "first-5" ? "fail" : "pass");
    const { result } = await carryOut(new ShuffledExecutor(2, fateOf));
    expect(result).toMatchObject({ ending: "failed", verdict: "fail", crashCount: 1, failures: 1 });
  });

  test("ends when ten seeds crash in a row: the lab is broken", async () => {
    const executor = new ShuffledExecutor(1, (seed) => (seed === "first" ? "pass" : "crash"));
    const { result } = await carryOut(executor, { seeds: 1000 });
    expect(result).toMatchObject({ ending: "crashed", verdict: "unknown", crashCount: 10, totals: { runs: 1 } });
    expect(executor.started).toEqual(seedsOf(11));
  });

  test("goes on however many seeds crash, as long as others finish between them", async () => {
    const executor = new ShuffledExecutor(3, (seed) => (/[02468]$/.test(seed) ? "crash" : "pass"));
    const { result } = await carryOut(executor, { seeds: 60 });
    expect(result).toMatchObject({ ending: "completed", verdict: "unknown", crashCount: 29, totals: { runs: 31 } });
    expect(result.crashes).toHaveLength(10);
  });

  test("that keeps going runs every seed, and tells failures by what is said of them", async () => {
    const fateOf = (seed: string): Fate => (/-[469]$/.test(seed) ? "fail" : "pass");
    const { result, delivered } = await carryOut(new ShuffledExecutor(3, fateOf), { keepsGoing: true });
    expect(delivered).toEqual(seedsOf(12));
    expect(result).toMatchObject({ ending: "completed", verdict: "fail", failures: 3, totals: { runs: 12 } });
    expect(result.failure?.result.seed).toBe("first-4");
    const says = "node # and node # are both leader of term #";
    expect(result.causes).toMatchObject([{ invariant: "election-safety", says, runs: 3, seed: "first-4" }]);
  });

  test("tells of each cause at its first failure, and not of those that were known before", async () => {
    const falls = new Map([3, 5, 6, 9].map((nth) => [`first-${nth}`, nth < 6 ? "A fell" : "B fell"]));
    const executor: Executor = {
      seedsAhead: 1,
      cancel: () => {},
      execute: async ({ seed }) => {
        const failed = failedResult(seed);
        const violations = failed.violations.map((violation) => ({ ...violation, message: falls.get(seed)! }));
        const result = falls.has(seed) ? { ...failed, violations } : fakeResult(seed);
        return { kind: "finished", record: { result, wallMs: 1, cpuMs: 1 } };
      },
    };
    const told: string[] = [];
    const onCause = ({ says, seed }: Cause): void => void told.push(`${seed}: ${says}`);
    const begun = await runCampaign({ ...campaign, seeds: 4, keepsGoing: true }, executor, never, { onCause });
    expect(told.splice(0)).toEqual(["first-3: A fell"]);
    await runCampaign({ ...campaign, keepsGoing: true }, executor, never, { onCause, state: begun.resumable });
    expect(told).toEqual(["first-6: B fell"]);
  });

  test("that was stopped anywhere and is gone on with comes to the same as one that was not", async () => {
    const fateOf = (seed: string): Fate => (/-[37]$/.test(seed) ? "crash" : /-(4|9|10)$/.test(seed) ? "fail" : "pass");
    const whole = await carryOut(new ShuffledExecutor(1, fateOf), { keepsGoing: true });
    const stops = fc.record({
      stopAfter: fc.integer({ min: 0, max: 11 }),
      seedsAhead: fc.integer({ min: 1, max: 6 }),
      turns: fc.array(fc.nat(50), { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(stops, async ({ seedsAhead, stopAfter, turns }) => {
        const stop = new AbortController();
        let heard = 0;
        const onSeed = (): void => {
          if (++heard >= stopAfter) stop.abort("interrupted");
        };
        if (stopAfter === 0) onSeed();
        const keepsGoing = { ...campaign, keepsGoing: true };
        const stopped = await runCampaign(keepsGoing, new ShuffledExecutor(seedsAhead, fateOf, turns), stop.signal, {
          onSeed,
        });
        const state = JSON.parse(JSON.stringify(stopped.resumable));
        const resumed = await runCampaign(keepsGoing, new ShuffledExecutor(3, fateOf, turns), never, { state });
        expect(essence(resumed)).toEqual(essence(whole.result));
      }),
      { numRuns: 60 },
    );
  });

  test("goes on without end until its time is up, and passes if a run has finished", async () => {
    const end = new AbortController();
    let begun = 0;
    const executor = new ShuffledExecutor(4, () => {
      if (++begun === 40) end.abort("out-of-time");
      return "pass";
    });
    const { result } = await carryOut(executor, { seeds: Number.POSITIVE_INFINITY }, end.signal);
    expect(result).toMatchObject({ ending: "out-of-time", verdict: "pass" });
    expect(result.totals.runs).toBeGreaterThan(12);
  });

  test("does not count a run cut short but what it did, and knows nothing if none has finished", async () => {
    const { result } = await carryOut(new ShuffledExecutor(1, () => "hang"), {}, abortedWith("out-of-time"));
    expect(result).toMatchObject({ ending: "out-of-time", verdict: "unknown", fingerprint: "" });
    expect(result.totals).toMatchObject({ runs: 0, operations: 7 });
    expect(result.cutShort).toEqual([{ kind: "cut-short", seed: "first", partial: PARTIAL }]);
  });

  test("counts what finished beside a run cut short", async () => {
    const executor = new ShuffledExecutor(4, (seed) => (seed === "first" ? "hang" : "pass"), [1]);
    const { result, delivered } = await carryOut(executor, { seeds: 3 }, abortedWith("out-of-time"));
    expect(delivered).toEqual(["first-1", "first-2"]);
    expect(result).toMatchObject({ ending: "out-of-time", verdict: "pass" });
  });

  test("is not passed by being interrupted, and starts nothing after it", async () => {
    const executor = new ShuffledExecutor(1, (seed) => (seed === "first-2" ? "hang" : "pass"));
    const { result } = await carryOut(executor, {}, abortedWith("interrupted"));
    expect(result).toMatchObject({ ending: "interrupted", verdict: "unknown" });
    expect(result.totals).toMatchObject({ runs: 2, operations: 2007 });
    expect(executor.started).toEqual(seedsOf(3));
  });

  test("has not passed where a worker was interrupted before the campaign itself was", async () => {
    const executor: Executor = {
      seedsAhead: 2,
      cancel: () => {},
      execute: async ({ seed }) =>
        seed === "first-3"
          ? { kind: "not-started", seed }
          : { kind: "finished", record: { result: fakeResult(seed), wallMs: 1, cpuMs: 1 } },
    };
    const { result } = await carryOut(executor);
    expect(result).toMatchObject({ ending: "interrupted", verdict: "unknown", totals: { runs: 11 } });
    expect(result.resumable.seedsDone).toBe(3);
  });

  test("that stands still before its last seed says so, instead of passing", async () => {
    const executor: Executor = { seedsAhead: 0, cancel: () => {}, execute: () => Promise.reject(new Error("unasked")) };
    await expect(carryOut(executor)).rejects.toThrow("The campaign stands still after 0 of 12 seeds.");
  });

  test("starts nothing when it is interrupted before it begins", async () => {
    const controller = new AbortController();
    controller.abort("interrupted");
    const executor = new ShuffledExecutor(2, () => "pass");
    const { result } = await carryOut(executor, {}, controller.signal);
    expect(result).toMatchObject({ ending: "interrupted", verdict: "unknown" });
    expect(executor.started).toEqual([]);
  });
});

test("every seed is searched by the strategy of the campaign, or by the usual one", async () => {
  for (const strategy of ["targeted", undefined] as const) {
    const executor = new ShuffledExecutor(3, () => "pass");
    const { signal } = new AbortController();
    await runCampaign(strategy === undefined ? campaign : { ...campaign, strategy }, executor, signal);
    expect([...executor.strategies]).toEqual([strategy]);
  }
});

test("every seed is carried out as the campaign says", async () => {
  const scenario = loadScenario("flaky");
  const says = { nodes: 7, operations: 33, scenario, twin: true, coreUrl: "other", disk: "bytes" } as const;
  const tasks: SeedTask[] = [];
  const executor: Executor = {
    seedsAhead: 1,
    execute: async (task) => {
      tasks.push(task);
      return { kind: "finished", record: { result: fakeResult(task.seed), wallMs: 1, cpuMs: 1 } };
    },
    cancel: () => {},
  };
  await runCampaign({ ...campaign, ...says, seeds: 2 }, executor, never);
  expect(tasks).toEqual(seedsOf(2).map((seed) => ({ seed, ...says })));
});
