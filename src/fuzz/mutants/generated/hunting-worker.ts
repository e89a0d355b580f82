import { setImmediate as nextTurn } from "node:timers/promises";
import type { Violation } from "../../../../invariants/index.ts";
import { deriveSeed } from "../../../sim/index.ts";
import { NodeFailure } from "../../../sut/index.ts";
import { loadCore } from "../../campaign/load-core.ts";
import { probed } from "../../probes/probed-core.ts";
import { watched } from "../../probes/watched-core.ts";
import { failedPromise, type RaftCore } from "../../run.ts";
import { loadScenario } from "../../scenarios/scenario-file.ts";
import { startSearch } from "../../strategies/strategies.ts";
import { type Chase, type Kill, LAB_ASSERTION, type Prey, type Sighting } from "./hunting.ts";

/** A process that hunts one mutant through one stage, up to the first run in which anything falls. */

const EVENTS_BETWEEN_SIGNS_OF_LIFE = 5_000;

/** Four times as often as a campaign can afford. */
const STEPS_BETWEEN_PROBES = 64;

/** What is said is on its way only once the engine has had a turn. */
async function say(sighting: Sighting): Promise<void> {
  // Where nobody listens any more, the process ends by itself.
  process.send!(sighting, () => {});
  await nextTurn();
}

async function hunt({ firstSeed, stage }: Prey, core: RaftCore): Promise<Sighting> {
  const exercised: Record<string, number[]> = {};
  for (let number = 0; number < stage.seeds; number++) {
    const chase = { runs: number + 1, stage, seed: deriveSeed(firstSeed, number) };
    const ended = await runOf(chase, core);
    if (ended.kill !== undefined) return { kind: "killed", ...chase, ...ended.kill };
    for (const [thing, times] of ended.counts) {
      exercised[thing] ??= new Array<number>(stage.seeds).fill(0);
      exercised[thing][number] = times;
    }
  }
  return { kind: "survived", runs: stage.seeds, exercised };
}

interface Ended {
  /** What the run exercised and what it cost. */
  readonly counts: ReadonlyMap<string, number>;
  readonly kill?: Kill;
}

async function runOf(chase: Chase, core: RaftCore): Promise<Ended> {
  const { nodes, operations, probes, scenario, strategy } = chase.stage;
  const kind = { ...(scenario && { scenario: loadScenario(scenario) }), ...(strategy && { strategy }) };
  const running = { kind: "running", ...chase } as const;
  const counts = new Map<string, number>();
  try {
    await say(running);
    const run = startSearch(
      { nodes, operations, seed: chase.seed, checkers: true, ...kind },
      watched(probes ? probed(core, STEPS_BETWEEN_PROBES) : core, counts),
    );
    while (run.told.violations.length === 0 && !run.advance(EVENTS_BETWEEN_SIGNS_OF_LIFE)) await say(running);
    const { violations } = run.told;
    if (violations.length > 0) return { counts, kill: killBy(violations) };
    const { committed, events, exercised, messages, simulatedMs } = run.result();
    const totals = { committed, events, "messages sent": messages.sent, "simulated milliseconds": simulatedMs };
    for (const [thing, times] of Object.entries({ ...exercised, ...totals })) counts.set(thing, times);
    return { counts };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { counts, kill: { by: [error instanceof NodeFailure ? failedPromise(error) : LAB_ASSERTION], message } };
  }
}

function killBy(violations: readonly Violation[]): Kill {
  return { by: [...new Set(violations.map(({ invariant }) => invariant))], message: violations[0]!.message };
}

process.once("message", async (prey: Prey) => say(await hunt(prey, await loadCore(prey.coreUrl))));
process.on("disconnect", () => process.exit());
// A terminal interrupts all that runs in it: the hunter decides what that means.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
