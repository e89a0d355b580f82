import type { ReachedStates } from "../states/reached-states.ts";
import { startSearch } from "../strategies/strategies.ts";
import { prepareEngine } from "./engine.ts";
import type { SlicedRun } from "./in-process.ts";
import { loadCore } from "./load-core.ts";
import { optionsOf, type SeedTask } from "./seed-task.ts";

/** Starts what the seed of a task decides, on the build of the core it names. */
export async function startRun(task: SeedTask, reached?: ReachedStates): Promise<SlicedRun> {
  prepareEngine(task.operations);
  const core = await loadCore(task.coreUrl);
  return startSearch({ ...optionsOf(task), ...(reached && { reached }) }, core);
}
