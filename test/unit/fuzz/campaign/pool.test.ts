import { afterEach, describe, expect, test } from "vitest";
import { Pool } from "../../../../src/fuzz/campaign/pool.ts";
import type { SeedOutcome, SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";

const workerUrl = new URL("../fixtures/worker.js", import.meta.url);
const open: Pool[] = [];

function openPool(concurrency: number): Pool {
  const pool = new Pool(concurrency, workerUrl);
  open.push(pool);
  return pool;
}

afterEach(() => {
  for (const pool of open.splice(0)) pool.close();
});

const taskOf = (seed: string): SeedTask => ({
  seed,
  nodes: 5,
  operations: 1,
  scenario: undefined,
  twin: false,
  coreUrl: undefined,
});

/** What the fixture answers with. */
const recordOf = (outcome: SeedOutcome) =>
  (outcome as unknown as { record: { seed: string; threadId: number } }).record;

describe("the pool", () => {
  test("carries out more tasks than it has workers, each on one of its own", async () => {
    const pool = openPool(3);
    const seeds = Array.from({ length: 20 }, (_, k) => `${k} ${(k * 7) % 5}`);
    const outcomes = await Promise.all(seeds.map((seed) => pool.execute(taskOf(seed))));
    expect(outcomes.map((outcome) => recordOf(outcome).seed)).toEqual(seeds);
    expect(new Set(outcomes.map((outcome) => recordOf(outcome).threadId)).size).toBe(3);
  });

  test("keeps its workers from one task to the next", async () => {
    const pool = openPool(2);
    const first = recordOf(await pool.execute(taskOf("a")));
    const second = recordOf(await pool.execute(taskOf("b")));
    expect(second.threadId).toBe(first.threadId);
  });

  test.each([
    ["throw", "the worker is broken"],
    ["leave", "the worker left with status 7"],
  ])("reports the seed of a worker that is lost (%s), and goes on", async (deed, message) => {
    const pool = openPool(1);
    const [lost, next] = await Promise.all([pool.execute(taskOf(deed)), pool.execute(taskOf("next"))]);
    expect(lost).toMatchObject({ kind: "crashed", seed: deed, message });
    expect(lost.kind === "crashed" && lost.stack).toContain(message);
    expect(next.kind).toBe("finished");
  });

  test("does not count on a worker that is lost while it is idle", async () => {
    const pool = openPool(1);
    expect((await pool.execute(taskOf("fade"))).kind).toBe("finished");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await pool.execute(taskOf("next"))).kind).toBe("finished");
  });

  test("asks a worker for what has come of its seed, and keeps the worker", async () => {
    const pool = openPool(1);
    const before = recordOf(await pool.execute(taskOf("before")));
    const asked = pool.execute(taskOf("ask"));
    pool.cancel();
    pool.cancel();
    expect(await asked).toEqual({ kind: "cut-short", seed: "ask", partial: "what has come of it" });
    expect(recordOf(await pool.execute(taskOf("after"))).threadId).toBe(before.threadId);
  });

  test("closed in the middle of a run is closed at once", async () => {
    const pool = openPool(1);
    const running = pool.execute(taskOf("hang"));
    const startMs = performance.now();
    pool.close();
    expect(await running).toEqual({ kind: "cut-short", seed: "hang", partial: undefined });
    expect(performance.now() - startMs).toBeLessThan(500);
  });

  test("cuts short what runs and what waits, even a run that loops for ever, and can be used again", async () => {
    const pool = openPool(1);
    const outcomes = Promise.all([pool.execute(taskOf("hang")), pool.execute(taskOf("waiting"))]);
    setTimeout(() => pool.cancel(), 100);
    expect(await outcomes).toEqual([
      { kind: "cut-short", seed: "hang", partial: undefined },
      { kind: "not-started", seed: "waiting" },
    ]);
    expect((await pool.execute(taskOf("again"))).kind).toBe("finished");
  });
});
