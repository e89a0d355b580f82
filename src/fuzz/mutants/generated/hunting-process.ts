import type { ChildProcess } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { WORKER_ENGINE } from "../../campaign/engine.ts";
import { forkWorker } from "../../campaign/forked.ts";
import { PACKAGE_ROOT } from "../../package-root.ts";
import { NO_END, type Prey, type Sighting } from "./hunting.ts";

/** Workers load what was built: Node 20 cannot load TypeScript. */
const BUILT_WORKER = join(PACKAGE_ROOT, "dist/commands/hunting-worker.js");

/** Some thousand events take a fraction of a second. A step that takes as long as this does not end. */
const PATIENCE_MS = 60_000;
/** Runs of the core as it ships need a fifth of this. */
const MEMORY_MB = 1_024;

/** How many want a core for each that there is: on a machine that is busy all takes as many times longer. */
function othersAtWork(): number {
  return Math.max(1, loadavg()[0]! / availableParallelism());
}

/** One that loops for ever does not notice that nobody listens any more. */
const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/**
 * Hunts in a process of its own, so that a core that never ends, takes all memory, or makes the engine give up, which ends
 * a process with all its threads, ends nothing else. Such a core would hang or fall wherever it ran, and that is no bug
 * that anybody could miss: it counts as killed. Undefined when the signal came first.
 */
export function huntInProcess(
  prey: Prey,
  signal: AbortSignal,
  { patienceMs = PATIENCE_MS * othersAtWork(), workerPath = BUILT_WORKER } = {},
): Promise<Sighting | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const { child, lastWords } = forkWorker(workerPath, [...WORKER_ENGINE, `--max-old-space-size=${MEMORY_MB}`]);
  living.add(child);
  // It may be gone without our knowing it yet: then that is heard next.
  child.send(prey, () => {});
  let last: Sighting | undefined;
  return new Promise<Sighting | undefined>((resolve, reject) => {
    const endless = (message: string): void => {
      if (last?.kind !== "running") reject(new Error(`the hunt ended before it began: ${message}`));
      else resolve({ ...last, kind: "killed", by: [NO_END], message });
    };
    const patience = setTimeout(() => endless(`nothing was heard for ${patienceMs / 1000} s`), patienceMs);
    const leave = (): void => resolve(undefined);
    signal.addEventListener("abort", leave, { once: true });
    child.on("message", (sighting: Sighting) => {
      last = sighting;
      patience.refresh();
      if (sighting.kind !== "running") resolve(sighting);
    });
    child.on("error", (error) => {
      living.delete(child);
      endless(error.message);
    });
    child.once("exit", () => living.delete(child));
    // Not "exit": what it told before is heard first.
    child.once("close", (status, killer) => {
      clearTimeout(patience);
      signal.removeEventListener("abort", leave);
      endless(lastWords.obituary(status, killer).message);
    });
  }).finally(() => child.kill("SIGKILL"));
}
