import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { RaftCore } from "../sut/index.ts";
import type { SlicedRun } from "./in-process.ts";
import { PACKAGE_ROOT } from "./package-root.ts";
import { Run } from "./run.ts";
import type { SeedTask } from "./seed-task.ts";

/** The core as it ships. It is named by URL like any mutated build, so that both take the same way into a run. */
const SHIPPED_CORE_URL = pathToFileURL(join(PACKAGE_ROOT, "dist/src/sut/core.js")).href;

/** Starts a run of a task on the build of the core it names. A module is loaded once per thread, whoever asks. */
export async function startRun(task: SeedTask): Promise<SlicedRun> {
  const core = (await import(task.coreUrl ?? SHIPPED_CORE_URL)) as RaftCore;
  const { nodes, operations, scenario, seed } = task;
  return Run.start({ nodes, operations, seed, checkers: true, ...(scenario && { scenario }) }, core);
}
