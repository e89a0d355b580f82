import { loadCore } from "../fuzz/campaign/load-core.ts";
import { probed } from "../fuzz/probes/probed-core.ts";
import { watched } from "../fuzz/probes/watched-core.ts";
import { Run } from "../fuzz/run.ts";
import { loadScenario, scenarioNames } from "../fuzz/scenarios/scenario-file.ts";
import { deriveSeed } from "../sim/index.ts";

/** Some seeds of one kind of run. */
interface Batch {
  readonly nodes: number;
  readonly operations: number;
  readonly seeds: number;
  /** The name of a scenario; kraft-fuzz's own mix of operations if undefined. */
  readonly scenario?: string;
}

const FIRST_SEED = "reach";

/** Clusters of every size that matters, and every storm. */
function batches(): Batch[] {
  const mixes = [1, 2, 3, 4, 5, 7].map((nodes): Batch => ({ nodes, operations: 2_000, seeds: 25 }));
  const storms = scenarioNames().map((scenario): Batch => ({ nodes: 5, operations: 1_000, seeds: 12, scenario }));
  // What was meant for a leader's last leadership reaches it in this one only where leaders stand still and come back.
  return [...mixes, ...storms, { nodes: 5, operations: 2_000, seeds: 60, scenario: "stalled" }];
}

/** How much was run, and how it was done again if something broke. */
export interface Ran {
  readonly runs: number;
  readonly events: number;
  readonly failures: readonly string[];
}

/** Runs all of it in this thread, one seed after the other: a thread of its own would be covered on its own. */
export async function runCampaigns(): Promise<Ran> {
  const core = watched(probed(await loadCore(undefined)));
  const failures: string[] = [];
  let runs = 0;
  let events = 0;
  for (const batch of batches()) {
    const { nodes, operations, seeds, scenario } = batch;
    const storm = scenario === undefined ? {} : { scenario: loadScenario(scenario) };
    for (let number = 0; number < seeds; number++) {
      const seed = deriveSeed(FIRST_SEED, number);
      const run = Run.start({ nodes, operations, seed, checkers: true, ...storm }, core);
      run.advance(Number.MAX_SAFE_INTEGER);
      runs++;
      events += run.cluster.eventCount;
      const first = run.violations[0];
      const command = scenario === undefined ? "kraft-fuzz" : `kraft-fuzz-chaos --scenario ${scenario}`;
      if (first !== undefined) {
        failures.push(`${command} -n ${nodes} -o ${operations} -s ${seed}: ${first.invariant}: ${first.message}`);
      }
    }
  }
  return { runs, events, failures };
}
