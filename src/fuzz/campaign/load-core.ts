import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { RaftCore } from "../../sut/index.ts";
import { PACKAGE_ROOT } from "../package-root.ts";

/** The core as it ships. It is named by URL like any mutated build, so that both take the same way into a run. */
const SHIPPED_CORE_URL = pathToFileURL(join(PACKAGE_ROOT, "dist/src/sut/core.js")).href;

/** Loads a build of the core, or the core as it ships. A module is loaded once per thread, whoever asks. */
export async function loadCore(coreUrl: string | undefined): Promise<RaftCore> {
  return (await import(coreUrl ?? SHIPPED_CORE_URL)) as RaftCore;
}
