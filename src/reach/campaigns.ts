import { type Campaign, runCampaign } from "../fuzz/campaign/campaign.ts";
import { InProcess } from "../fuzz/campaign/in-process.ts";
import { startRun } from "../fuzz/campaign/start-run.ts";
import { loadScenario, scenarioNames } from "../fuzz/scenarios/scenario-file.ts";
import { ADAPTIVE } from "../fuzz/strategies/strategy-name.ts";

/** Some seeds of one command. */
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

/**
 * Runs what people run: campaigns of kraft-fuzz and kraft-fuzz-chaos as they are by default, strategies, laws and probes
 * included. All of it runs in this thread: a thread of its own would be covered on its own.
 */
export async function runCampaigns(): Promise<Ran> {
  const failures: string[] = [];
  let runs = 0;
  let events = 0;
  for (const batch of batches()) {
    const { totals } = await runCampaign(campaignOf(batch), new InProcess(startRun), new AbortController().signal, {
      onRun: ({ result, strategy }) => {
        const [first] = result.violations;
        if (first === undefined) return;
        const how = strategy === undefined ? "" : ` --strategy ${strategy}`;
        failures.push(`${commandOf(batch)} -s ${result.seed}${how}: ${first.invariant}: ${first.message}`);
      },
      onCrash: ({ message, seed }) => failures.push(`${commandOf(batch)} -s ${seed}: the lab crashed: ${message}`),
    });
    runs += totals.runs;
    events += totals.events;
  }
  return { runs, events, failures };
}

function campaignOf({ nodes, operations, scenario, seeds }: Batch): Campaign {
  const how = scenario === undefined ? ({ strategy: ADAPTIVE } as const) : {};
  const storm = scenario === undefined ? undefined : loadScenario(scenario);
  const shipped = { coreUrl: undefined, twin: false, keepsGoing: true };
  return { firstSeed: FIRST_SEED, seeds, nodes, operations, scenario: storm, ...how, ...shipped };
}

function commandOf({ nodes, operations, scenario }: Batch): string {
  const command = scenario === undefined ? "kraft-fuzz" : `kraft-fuzz-chaos --scenario ${scenario}`;
  return `${command} -n ${nodes} -o ${operations}`;
}
