import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { PACKAGE_ROOT } from "../package-root.ts";
import type { Taped, TapingTask } from "./taping.ts";
import type { TapingNews, TapingOrder } from "./taping-worker.ts";

/** What was built: a worker of Node 20 cannot load TypeScript. */
const BUILT_WORKER_URL = pathToFileURL(join(PACKAGE_ROOT, "dist/commands/taping-worker.js"));

/**
 * A thread that was interrupted hands over its best at once, unless it plays a whole run that is long: a person waits no
 * longer than this, and gets the tape as it was recorded.
 */
const PATIENCE_MS = 500;

/**
 * And no longer than this while there is no tape: a run is recorded in seconds, also on a busy machine. Whoever does not
 * want to wait for that interrupts once more, which ends the process.
 */
const PATIENCE_WITHOUT_TAPE_MS = 30_000;

/**
 * Tapes a failure in a thread of its own, so that interrupts are heard meanwhile: then the best so far counts. Undefined
 * if there is no tape, because the failure did not come again or none was recorded soon enough after the interrupt.
 * `hear` is told how far it has come.
 */
export function tapeInThread(
  task: TapingTask,
  interrupt: AbortSignal,
  hear: (news: TapingNews) => void = () => {},
  workerUrl = BUILT_WORKER_URL,
  patienceWithoutTapeMs = PATIENCE_WITHOUT_TAPE_MS,
): Promise<Taped | undefined> {
  const interrupted = new SharedArrayBuffer(4);
  const order: TapingOrder = { task, interrupted };
  const worker = new Worker(workerUrl, { workerData: order });
  let patience: NodeJS.Timeout | undefined;
  let recorded: Taped | undefined;
  const waitAtMost = (ms: number): void => {
    clearTimeout(patience);
    patience = setTimeout(() => void worker.terminate(), ms);
  };
  const onInterrupt = (): void => {
    Atomics.store(new Int32Array(interrupted), 0, 1);
    waitAtMost(recorded === undefined ? patienceWithoutTapeMs : PATIENCE_MS);
  };
  if (interrupt.aborted) onInterrupt();
  else interrupt.addEventListener("abort", onInterrupt, { once: true });
  return new Promise<Taped | undefined>((resolve, reject) => {
    worker.on("message", (news: TapingNews) => {
      hear(news);
      if (news.kind === "recorded") {
        recorded = { ...news.taped, ending: "interrupted" };
        if (interrupt.aborted) waitAtMost(PATIENCE_MS);
      } else if (news.kind === "taped") resolve(news.taped);
    });
    worker.once("error", reject);
    // Told too late, if it has handed over its best.
    worker.once("exit", () => resolve(recorded));
  }).finally(() => {
    clearTimeout(patience);
    interrupt.removeEventListener("abort", onInterrupt);
  });
}
