import { parentPort, workerData } from "node:worker_threads";
import { deriveSeed } from "../../../sim/index.ts";
import { NodeFailure } from "../../../sut/index.ts";
import { loadCore } from "../../campaign/load-core.ts";
import { probed } from "../../probes/probed-core.ts";
import { type RaftCore, Run } from "../../run.ts";
import { loadScenario } from "../../scenarios/scenario-file.ts";
import { type Chase, type Exercised, type Kill, LAB_ASSERTION, type Prey, type Sighting } from "./hunting.ts";
import { stageName } from "./stages.ts";

/** A thread that hunts one mutant through all stages, up to the first run in which anything falls. */

const EVENTS_BETWEEN_SIGNS_OF_LIFE = 20_000;

function say(sighting: Sighting): void {
  parentPort!.postMessage(sighting);
}

function hunt({ firstSeed, stages }: Prey, core: RaftCore): Sighting {
  let runs = 0;
  const exercised: Record<string, number> = {};
  for (const stage of stages) {
    for (let number = 0; number < stage.seeds; number++) {
      const chase = { runs: ++runs, stage, seed: deriveSeed(firstSeed, number) };
      const ended = runOf(chase, core);
      if (ended.kill !== undefined) return { kind: "killed", ...chase, ...ended.kill };
      for (const [thing, times] of Object.entries(ended.exercised)) {
        const name = `${stageName(stage)}: ${thing}`;
        exercised[name] = (exercised[name] ?? 0) + times;
      }
    }
  }
  return { kind: "survived", runs, exercised };
}

interface Ended {
  readonly exercised: Exercised;
  readonly kill?: Kill;
}

function runOf(chase: Chase, core: RaftCore): Ended {
  const { nodes, operations, probes, scenario } = chase.stage;
  const storm = scenario === undefined ? {} : { scenario: loadScenario(scenario) };
  const running = { kind: "running", ...chase } as const;
  try {
    say(running);
    const run = Run.start(
      { nodes, operations, seed: chase.seed, checkers: true, ...storm },
      probes ? probed(core) : core,
    );
    while (run.violations.length === 0 && !run.advance(EVENTS_BETWEEN_SIGNS_OF_LIFE)) say(running);
    const { violations } = run;
    const exercised = { ...run.result().exercised, events: run.cluster.eventCount };
    if (violations.length === 0) return { exercised };
    const by = [...new Set(violations.map(({ invariant }) => invariant))];
    return { exercised, kill: { by, message: violations[0]!.message } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { exercised: {}, kill: { by: [error instanceof NodeFailure ? "core-assertion" : LAB_ASSERTION], message } };
  }
}

const prey = workerData as Prey;
say(hunt(prey, await loadCore(prey.coreUrl)));
