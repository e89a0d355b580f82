import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Pool, type PoolOptions } from "../../../../src/fuzz/campaign/pool.ts";
import type { SeedOutcome, SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";

const workerPath = fileURLToPath(new URL("../fixtures/worker.js", import.meta.url));
const open: Pool[] = [];

function openPool(size: number, options: PoolOptions = {}): Pool {
  const pool = new Pool(size, { workerPath, ...options });
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
const recordOf = (outcome: SeedOutcome) => (outcome as unknown as { record: { seed: string; pid: number } }).record;

describe("the pool", () => {
  test("carries out more tasks than it has workers, each on one of its own", async () => {
    const pool = openPool(3);
    const seeds = Array.from({ length: 20 }, (_, k) => `${k} ${(k * 7) % 5}`);
    const outcomes = await Promise.all(seeds.map((seed) => pool.execute(taskOf(seed))));
    expect(outcomes.map((outcome) => recordOf(outcome).seed)).toEqual(seeds);
    expect(new Set(outcomes.map((outcome) => recordOf(outcome).pid)).size).toBe(3);
  });

  test("keeps its workers from one task to the next", async () => {
    const pool = openPool(2);
    const first = recordOf(await pool.execute(taskOf("a")));
    const second = recordOf(await pool.execute(taskOf("b")));
    expect(second.pid).toBe(first.pid);
  });

  test.each([
    ["throw", "the worker left with status 1: Error: the worker is broken"],
    ["leave", "the worker left with status 7"],
    ["die", "the worker was killed by SIGKILL"],
  ])("reports the seed of a worker that is lost (%s), and goes on", async (deed, message) => {
    const pool = openPool(1);
    const [lost, next] = await Promise.all([pool.execute(taskOf(deed)), pool.execute(taskOf("next"))]);
    expect(lost).toMatchObject({ kind: "crashed", seed: deed, message });
    expect(lost.kind === "crashed" && lost.stack).toContain(message);
    expect(next.kind).toBe("finished");
  });

  test("does not count on a worker that is lost while it is idle", async () => {
    const pool = openPool(1);
    const { pid } = recordOf(await pool.execute(taskOf("fade")));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 30_000);
    // What its end brings is heard in the turns that follow.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await pool.execute(taskOf("next"))).kind).toBe("finished");
  });

  test("asks a worker for what has come of its seed, and keeps the worker", async () => {
    const pool = openPool(1);
    const before = recordOf(await pool.execute(taskOf("before")));
    const asked = pool.execute(taskOf("ask"));
    pool.cancel();
    pool.cancel();
    expect(await asked).toEqual({ kind: "cut-short", seed: "ask", partial: "what has come of it" });
    expect(recordOf(await pool.execute(taskOf("after"))).pid).toBe(before.pid);
  });

  test("takes no seed for crashed that a lost worker had not begun", async () => {
    const pool = openPool(2);
    await Promise.all(Array.from({ length: 40 }, (_, k) => pool.execute(taskOf(`warm ${k % 2}`))));
    const seeds = ["die", ...Array.from({ length: 60 }, (_, k) => `after ${k % 3}`)];
    const outcomes = await Promise.all(seeds.map((seed) => pool.execute(taskOf(seed))));
    expect(outcomes.filter(({ kind }) => kind === "crashed")).toHaveLength(1);
    expect(outcomes.slice(1).map((outcome) => recordOf(outcome).seed)).toEqual(seeds.slice(1));
  });

  test.each(["interrupted", "terminated"])(
    "takes a seed for cut short whose worker was %s before it could listen",
    async (seed) => {
      expect(await openPool(1).execute(taskOf(seed))).toMatchObject({ kind: "cut-short", seed });
    },
  );

  test("ends a worker that stands still, and no other, and goes on", async () => {
    const pool = openPool(2, { hangMs: 3000 });
    const seeds = ["hang", "busy", "next"];
    const [hung, busy, next] = await Promise.all(seeds.map((seed) => pool.execute(taskOf(seed))));
    const message = "no event was handled for 3 s, and the worker was ended";
    expect(hung).toEqual({ kind: "crashed", seed: "hang", message, stack: message, isHung: true });
    expect([busy!.kind, next!.kind]).toEqual(["finished", "finished"]);
  });

  test("ends the process of the worker that stood still", async () => {
    const pool = openPool(1, { hangMs: 1000 });
    const { pid } = recordOf(await pool.execute(taskOf("before")));
    expect(await pool.execute(taskOf("hang"))).toMatchObject({ kind: "crashed", isHung: true });
    // Who is not there cannot be sent anything, not even nothing.
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 10_000);
  });

  test("tells how far a seed is", async () => {
    const heard: number[] = [];
    await openPool(1, { onOperations: (done) => heard.push(done) }).execute(taskOf("busy"));
    expect(heard).toContain(7);
  });

  test("that is closed leaves nothing behind that would wait for the end of this process", async () => {
    const before = process.listeners("exit");
    const pool = openPool(2);
    await Promise.all(["a", "b", "c"].map((seed) => pool.execute(taskOf(seed))));
    const [added] = process.listeners("exit").filter((listener) => !before.includes(listener));
    expect(added).toBeDefined();
    pool.close();
    await vi.waitFor(() => expect(process.listeners("exit")).not.toContain(added), 10_000);
  });

  test("closed in the middle of a run is closed at once", async () => {
    const pool = openPool(1);
    const running = pool.execute(taskOf("hang"));
    pool.close();
    const cut = { kind: "cut-short", seed: "hang", partial: undefined };
    expect(await Promise.race([running, nextTurn("it waits for its worker")])).toEqual(cut);
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
