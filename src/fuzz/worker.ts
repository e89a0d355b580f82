import { parentPort } from "node:worker_threads";
import { InProcess } from "./in-process.ts";
import type { SeedTask } from "./seed-task.ts";
import { startRun } from "./start-run.ts";

/** A thread of the pool: each message is a task, each answer its outcome. */
const port = parentPort;
if (port === null) throw new Error("worker.ts was loaded outside a worker");

const executor = new InProcess(startRun);
port.on("message", async (task: SeedTask) => {
  port.postMessage(await executor.execute(task));
});
