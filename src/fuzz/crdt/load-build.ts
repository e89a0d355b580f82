import * as production from "../../crdt/index.ts";
import { buildMutant, type Edit } from "../mutants/mutant-build.ts";
import type { CrdtBuild } from "./replicas.ts";

/** Production's types, or a build of them with a planted bug. */
export async function loadBuild(mutant: Edit | undefined): Promise<CrdtBuild> {
  if (mutant === undefined) return production;
  return (await import(/* @vite-ignore */ await buildMutant(mutant))) as CrdtBuild;
}
