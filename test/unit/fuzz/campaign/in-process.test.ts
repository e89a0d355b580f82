import { describe, expect, test } from "vitest";
import { InProcess, type SlicedRun } from "../../../../src/fuzz/campaign/in-process.ts";
import type { SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";
import type { RunResult } from "../../../../src/fuzz/result.ts";
import { failedResult, fakeResult } from "../fake-result.ts";

const task: SeedTask = { seed: "s", nodes: 5, operations: 1000, scenario: undefined, twin: false, coreUrl: undefined };

/** A run of so many slices, a hundred operations in each. */
function fakeRun(slices: number, result: RunResult = fakeResult("s")): SlicedRun {
  let done = 0;
  return {
    advance: () => ++done >= slices,
    get operationsDone() {
      return done * 100;
    },
    result: () => result,
  };
}

describe("a seed in this thread", () => {
  test("is run to its end", async () => {
    const heard: number[] = [];
    const executor = new InProcess(
      async () => fakeRun(4),
      (done) => heard.push(done),
    );
    const outcome = await executor.execute(task);
    expect(outcome).toMatchObject({ kind: "finished", record: { result: fakeResult("s") } });
    expect(heard).toEqual([100, 200, 300]);
  });

  test("notes the states that it reaches where they are asked for, those of one run, and nowhere else", async () => {
    let runs = 0;
    const executor = new InProcess(async (_, reached) => {
      for (const state of [7, 100_000 + runs++, 7]) reached?.add(state);
      return fakeRun(1);
    });
    const outcome = await executor.execute({ ...task, twin: true, notesStates: true });
    expect(outcome).toMatchObject({ kind: "finished", reached: Uint32Array.of(7, 100_000) });
    expect(await executor.execute(task)).not.toHaveProperty("reached");
  });

  test("lets timers and signals be heard between slices, and can be cut short there", async () => {
    const executor = new InProcess(async () => fakeRun(Number.POSITIVE_INFINITY));
    setTimeout(() => executor.cancel(), 10);
    const outcome = await executor.execute(task);
    expect(outcome).toMatchObject({ kind: "cut-short", seed: "s" });
  });

  test("lets them be heard between short runs too", async () => {
    const executor = new InProcess(async () => fakeRun(1));
    let heard = false;
    setImmediate(() => {
      heard = true;
    });
    await executor.execute(task);
    await executor.execute(task);
    expect(heard).toBe(true);
  });

  test("that is cut short after a violation has failed all the same", async () => {
    const executor = new InProcess(async () => fakeRun(Number.POSITIVE_INFINITY, failedResult("s")));
    setTimeout(() => executor.cancel(), 10);
    expect(await executor.execute(task)).toMatchObject({ kind: "finished", record: { result: failedResult("s") } });
  });

  test("that is cut short in its twin after a violation has failed all the same", async () => {
    const runs = [fakeRun(1, failedResult("s")), fakeRun(Number.POSITIVE_INFINITY, failedResult("s"))];
    const executor = new InProcess(async () => runs.shift()!);
    setTimeout(() => executor.cancel(), 10);
    const outcome = await executor.execute({ ...task, twin: true });
    expect(outcome).toMatchObject({ kind: "finished", record: { result: failedResult("s") } });
  });

  test("runs again after another was cut short", async () => {
    const executor = new InProcess(async () => fakeRun(2));
    const first = executor.execute(task);
    executor.cancel();
    expect((await first).kind).toBe("cut-short");
    expect((await executor.execute(task)).kind).toBe("finished");
  });

  test("that throws is a crash with its seed, message and stack", async () => {
    const executor = new InProcess(async () => ({
      ...fakeRun(1),
      advance: () => {
        throw new Error("an entry has gone astray");
      },
    }));
    const outcome = await executor.execute(task);
    expect(outcome).toMatchObject({ kind: "crashed", seed: "s", message: "an entry has gone astray" });
    expect(outcome.kind === "crashed" && outcome.stack).toContain("in-process.test.ts");
  });
});

describe("twins", () => {
  const twinTask = { ...task, twin: true };

  async function runTwins(first: RunResult, second: RunResult) {
    const results = [first, second];
    const executor = new InProcess(async () => fakeRun(2, results.shift()!));
    const outcome = await executor.execute(twinTask);
    if (outcome.kind !== "finished") throw new Error(outcome.kind);
    return outcome.record.result;
  }

  test("are heard of as one run, the operations of the second on top of those of the first", async () => {
    const heard: number[] = [];
    const executor = new InProcess(
      async () => fakeRun(3, fakeResult("s", { operations: 300 })),
      (done) => heard.push(done),
    );
    await executor.execute(twinTask);
    expect(heard).toEqual([100, 200, 400, 500]);
  });

  test("that agree are one result", async () => {
    expect(await runTwins(fakeResult("s"), fakeResult("s"))).toEqual(fakeResult("s"));
  });

  test("that differ are a violation that names the window of events", async () => {
    const other = fakeResult("s", {
      fingerprint: "ffffffffffffffff",
      ladder: { spacing: 1024, rungs: ["aaaaaaaaaaaaaaaa", "cccccccccccccccc"] },
    });
    const result = await runTwins(fakeResult("s"), other);
    expect(result.verdict).toBe("fail");
    expect(result.violations).toHaveLength(1);
    expect(result.violations[0]).toMatchObject({ invariant: "determinism", event: 54_321, atUs: 10_500_000 });
    expect(result.violations[0]!.message).toBe(
      "two runs of this seed differ first in events 1025 to 2048: fingerprints 0123456789abcdef and ffffffffffffffff",
    );
  });

  test("that part after the last rung are a violation", async () => {
    const result = await runTwins(fakeResult("s"), fakeResult("s", { fingerprint: "ffffffffffffffff" }));
    expect(result.violations[0]!.message).toContain("in their last events");
  });

  test("that have one fingerprint and report different results are a violation", async () => {
    const result = await runTwins(fakeResult("s"), fakeResult("s", { committed: 1 }));
    expect(result.verdict).toBe("fail");
    expect(result.violations[0]!.message).toContain("and yet report different results");
  });
});
