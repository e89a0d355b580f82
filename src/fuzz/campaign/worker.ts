import { parentPort } from "node:worker_threads";
import { InProcess } from "./in-process.ts";
import { CUT_SHORT, type SeedTask } from "./seed-task.ts";
import { startRun } from "./start-run.ts";

/**
 * A thread of the pool: each message is a task, answered with its outcome, or asks for what is under way to be cut
 * short.
 */
const port = parentPort;
if (port === null) throw new Error("worker.ts was loaded outside a worker");

const executor = new InProcess(startRun);
port.on("message", async (message: SeedTask | typeof CUT_SHORT) => {
  if (message === CUT_SHORT) executor.cancel();
  else port.postMessage(await executor.execute(message));
});
