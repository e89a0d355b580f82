import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { PACKAGE_ROOT } from "../../package-root.ts";
import { NO_END, type Prey, type Sighting } from "./hunting.ts";

/** Workers load what was built: a worker of Node 20 cannot load TypeScript. */
const BUILT_WORKER_URL = pathToFileURL(join(PACKAGE_ROOT, "dist/commands/hunting-worker.js"));

/** Some thousand events take a fraction of a second. A step that takes as long as this does not end. */
const PATIENCE_MS = 60_000;
/** Runs of the core as it ships need a fifth of this. */
const MEMORY_MB = 1_024;

/** How many want a core for each that there is: on a machine that is busy all takes as many times longer. */
function othersAtWork(): number {
  return Math.max(1, loadavg()[0]! / availableParallelism());
}

/**
 * Hunts in a thread of its own, so that a core that never ends, or takes all memory, ends with its thread. Such a core
 * would hang wherever it ran, and that is no bug that anybody could miss: it counts as killed. Undefined when the signal
 * came first.
 */
export function huntInThread(
  prey: Prey,
  signal: AbortSignal,
  { patienceMs = PATIENCE_MS * othersAtWork(), workerUrl = BUILT_WORKER_URL } = {},
): Promise<Sighting | undefined> {
  const worker = new Worker(workerUrl, { workerData: prey, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
  let last: Sighting | undefined;
  return new Promise<Sighting | undefined>((resolve, reject) => {
    const endless = (message: string): void => {
      if (last?.kind !== "running") reject(new Error(`the hunt ended before it began: ${message}`));
      else resolve({ ...last, kind: "killed", by: [NO_END], message });
    };
    const patience = setTimeout(() => endless(`nothing was heard for ${patienceMs / 1000} s`), patienceMs);
    const leave = (): void => resolve(undefined);
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    worker.on("message", (sighting: Sighting) => {
      last = sighting;
      patience.refresh();
      if (sighting.kind !== "running") resolve(sighting);
    });
    worker.on("error", (error) => endless(error.message));
    worker.on("exit", (status) => {
      clearTimeout(patience);
      signal.removeEventListener("abort", leave);
      reject(new Error(`the hunt left with status ${status}`));
    });
  }).finally(() => worker.terminate());
}
