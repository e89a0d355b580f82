import { Run } from "../run.ts";
import type { SlicedRun } from "./in-process.ts";
import { loadCore } from "./load-core.ts";
import type { SeedTask } from "./seed-task.ts";

/** Starts a run of a task on the build of the core it names. */
export async function startRun(task: SeedTask): Promise<SlicedRun> {
  const core = await loadCore(task.coreUrl);
  const { nodes, operations, scenario, seed } = task;
  return Run.start({ nodes, operations, seed, checkers: true, ...(scenario && { scenario }) }, core);
}
