import { InProcess } from "./in-process.ts";
import type { SeedTask } from "./seed-task.ts";
import { startRun } from "./start-run.ts";
import { CUT_SHORT, type News, type Order } from "./worker-messages.ts";

/** A process of the pool: it carries out the seeds that it is sent, in their order, and answers each. */

/** How often it says that it is at work: less often than the pool asks itself whether it stands still. */
const WORKING_MS = 250;

const waiting: SeedTask[] = [];
let isBusy = false;
/** So many of those that wait are not to begin any more. */
let dropped = 0;
let saidMs = 0;

function tell(news: News): void {
  // Where nobody listens any more, the process ends by itself.
  process.send!(news, () => {});
}

const executor = new InProcess(startRun, (operations) => {
  if (performance.now() - saidMs < WORKING_MS) return;
  saidMs = performance.now();
  tell({ kind: "working", operations });
});

async function work(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
    if (dropped > 0) {
      dropped--;
      tell({ kind: "outcome", outcome: { kind: "not-started", seed: task.seed } });
    } else tell({ kind: "outcome", outcome: await executor.execute(task) });
  }
  isBusy = false;
}

process.on("message", (order: Order) => {
  if (order === CUT_SHORT) {
    dropped = waiting.length;
    executor.cancel();
  } else {
    waiting.push(...order);
    void work();
  }
});
process.on("disconnect", () => process.exit());
// A terminal interrupts all that runs in it, and a system ends all of a group: the pool decides what that means.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
tell({ kind: "working", operations: 0 });
