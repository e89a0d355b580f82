import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Campaign, type CampaignResult, runCampaign } from "../../../../src/fuzz/campaign/campaign.ts";
import type { Executor, RunRecord, SeedOutcome, SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";
import type { TallyState } from "../../../../src/fuzz/campaign/tally.ts";
import { STRATEGY_NAMES } from "../../../../src/fuzz/strategies/strategy-name.ts";
import { failedResult, fakeResult } from "../fake-result.ts";

const campaign: Campaign = {
  firstSeed: "first",
  seeds: 90,
  nodes: 5,
  operations: 1000,
  scenario: undefined,
  strategy: "adaptive",
  twin: false,
  coreUrl: undefined,
  keepsGoing: true,
};

const CRASHING = /-(20|37)$/;
const FAILING = /-(4|41|77)$/;

/** What comes of a seed depends on nothing but the seed and its strategy. */
function outcomeOf({ seed, strategy }: SeedTask): SeedOutcome {
  if (CRASHING.test(seed)) return { kind: "crashed", seed, message: "broken", stack: "Error: broken" };
  const index = Number(seed.split("-")[1] ?? 0);
  const fingerprint = `${seed} by ${strategy}`;
  const result = FAILING.test(seed) ? { ...failedResult(seed), fingerprint } : fakeResult(seed, { fingerprint });
  const first = strategy === "majorities" ? 1000 * index : 0;
  const reached = Uint32Array.from({ length: 1000 }, (_, place) => first + place);
  return { kind: "finished", record: { result, wallMs: 1, cpuMs: 1 }, reached };
}

/** Finishes its seeds in an order that `turns` decides. */
class ShuffledExecutor implements Executor {
  readonly seedsAhead: number;
  mostUnderWay = 0;
  private readonly turns: readonly number[];
  private readonly underWay: { task: SeedTask; settle: (outcome: SeedOutcome) => void }[] = [];
  private turn = 0;

  constructor(seedsAhead: number, turns: readonly number[] = [0]) {
    this.seedsAhead = seedsAhead;
    this.turns = turns;
  }

  execute(task: SeedTask): Promise<SeedOutcome> {
    expect(task.notesStates).toBe(true);
    setImmediate(() => {
      const at = this.turns[this.turn++ % this.turns.length]! % Math.max(1, this.underWay.length);
      for (const { settle, task } of this.underWay.splice(at, 1)) settle(outcomeOf(task));
    });
    return new Promise((settle) => {
      this.underWay.push({ task, settle });
      this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay.length);
    });
  }

  cancel(): void {
    for (const { settle, task } of this.underWay.splice(0)) {
      settle({ kind: "cut-short", seed: task.seed, partial: undefined });
    }
  }
}

interface Came {
  readonly result: CampaignResult;
  readonly records: readonly RunRecord[];
}

/** The lab crashes on every other seed. */
class CrashingExecutor extends ShuffledExecutor {
  override async execute(task: SeedTask): Promise<SeedOutcome> {
    const { seed } = task;
    if (/[13579]$/.test(seed)) return { kind: "crashed", seed, message: "broken", stack: "Error: broken" };
    return super.execute(task);
  }
}

async function carryOut(executor: Executor, state?: TallyState, stopAfter = Number.POSITIVE_INFINITY): Promise<Came> {
  const stop = new AbortController();
  const records: RunRecord[] = [];
  const onRun = (record: RunRecord): void => {
    records.push(record);
    if (records.length >= stopAfter) stop.abort("interrupted");
  };
  const result = await runCampaign(campaign, executor, stop.signal, { onRun, ...(state && { state }) });
  return { result, records };
}

const executors = fc.record({
  seedsAhead: fc.integer({ min: 1, max: 60 }),
  turns: fc.array(fc.nat(50), { minLength: 1 }),
});

describe("an adaptive campaign", () => {
  test("searches each seed by a strategy that it says, and comes to what finds something new", async () => {
    const { records } = await carryOut(new ShuffledExecutor(4));
    const strategies = records.map(({ strategy }) => strategy!);
    for (const strategy of strategies) expect(STRATEGY_NAMES).toContain(strategy);
    const byBest = (of: readonly string[]): number => of.filter((one) => one === "majorities").length / of.length;
    expect(byBest(strategies.slice(60))).toBeGreaterThan(2 * byBest(strategies.slice(0, 30)));
  });

  test("chooses the same whatever the number of workers and the order in which they finish", async () => {
    const alone = await carryOut(new ShuffledExecutor(1));
    await fc.assert(
      fc.asyncProperty(executors, async ({ seedsAhead, turns }) => {
        expect(await carryOut(new ShuffledExecutor(seedsAhead, turns))).toEqual(alone);
      }),
      { numRuns: 20 },
    );
  });

  test("that was stopped and is gone on with comes to the same as one that was not", async () => {
    const whole = await carryOut(new ShuffledExecutor(1));
    await fc.assert(
      fc.asyncProperty(executors, fc.integer({ min: 1, max: 80 }), async ({ seedsAhead, turns }, stopAfter) => {
        const stopped = await carryOut(new ShuffledExecutor(seedsAhead, turns), undefined, stopAfter);
        const state = JSON.parse(JSON.stringify(stopped.result.resumable)) as TallyState;
        const { result } = await carryOut(new ShuffledExecutor(3, turns), state);
        expect(result).toEqual(whole.result);
      }),
      { numRuns: 20 },
    );
  });

  test("goes on to its last seed however many of them crash the lab", async () => {
    const { result } = await carryOut(new CrashingExecutor(4));
    expect(result).toMatchObject({ ending: "completed", crashCount: 46, totals: { runs: 44 } });
  });

  test("keeps as many workers busy as there are seeds in a round", async () => {
    const executor = new ShuffledExecutor(1000, [3, 1, 4, 1, 5]);
    await carryOut(executor);
    expect(executor.mostUnderWay).toBeGreaterThanOrEqual(32);
  });

  test("says of what failed and of what crashed how it was searched", async () => {
    const { records, result } = await carryOut(new ShuffledExecutor(5));
    const strategyOf = (seed: string) => records.find((record) => record.result.seed === seed)?.strategy;
    expect(result.failure).toMatchObject({ result: { seed: "first-4" }, strategy: strategyOf("first-4") });
    expect(result.causes).toMatchObject([{ seed: "first-4", strategy: strategyOf("first-4"), runs: 3 }]);
    expect(result.crashes.map(({ seed }) => seed)).toEqual(["first-20", "first-37"]);
    for (const { strategy } of result.crashes) expect(STRATEGY_NAMES).toContain(strategy);
  });
});
