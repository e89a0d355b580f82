import { type ChildProcess, fork } from "node:child_process";
import { on } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { SeedTask } from "../../../../src/fuzz/campaign/seed-task.ts";
import { CUT_SHORT, type News, type Order } from "../../../../src/fuzz/campaign/worker-messages.ts";
import { PACKAGE_ROOT } from "../../../../src/fuzz/package-root.ts";

let worker: ChildProcess;
afterEach(() => {
  worker.disconnect();
});

const taskOf = (seed: string, operations: number): SeedTask => ({
  seed,
  nodes: 3,
  operations,
  scenario: undefined,
  twin: false,
  coreUrl: undefined,
});

test("a worker that is to cut short does so with the seed in hand, begins none that waits, and goes on with others", async () => {
  worker = fork(join(PACKAGE_ROOT, "dist/commands/worker.js"));
  const news = on(worker, "message");
  const give = (order: Order) => worker.send(order);
  const next = async () => ((await news.next()).value as [News])[0];
  const nextOutcome = async () => {
    for (;;) {
      const heard = await next();
      if (heard.kind === "outcome") return heard.outcome;
    }
  };
  expect(await next()).toEqual({ kind: "working", operations: 0 });
  give([taskOf("long", 100_000_000), taskOf("first", 10), taskOf("second", 10)]);
  expect(await next()).toMatchObject({ kind: "working" });
  give(CUT_SHORT);
  expect(await nextOutcome()).toMatchObject({ kind: "cut-short", seed: "long" });
  expect(await nextOutcome()).toEqual({ kind: "not-started", seed: "first" });
  expect(await nextOutcome()).toEqual({ kind: "not-started", seed: "second" });
  give([taskOf("other", 10)]);
  expect(await nextOutcome()).toMatchObject({ kind: "finished", record: { result: { seed: "other" } } });
});
