import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import type { TapingTask } from "../../../../src/fuzz/taping/taping.ts";

/** A seed on which a mutant fails within a second, as a task that does not minimize. */
export async function failingSeed(mutant: string): Promise<TapingTask> {
  const coreUrl = await buildMutant(loadMutant(mutant));
  const core = await loadCore(coreUrl);
  for (let number = 1; ; number++) {
    const seed = `${mutant} ${number}`;
    const run = Run.start({ nodes: 3, operations: 400, seed, checkers: true }, core);
    while (!run.advance(100_000));
    if (run.violations.length === 0) continue;
    return { seed, nodes: 3, operations: 400, scenario: undefined, coreUrl, invariant: undefined, limitMs: 0 };
  }
}
