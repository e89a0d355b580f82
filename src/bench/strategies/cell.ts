/** One mutant and one strategy: hunts it with one first seed after the other, and prints what each took, as JSON. */
import { loadCore } from "../../fuzz/campaign/load-core.ts";
import { loadMutant } from "../../fuzz/mutants/mutant.ts";
import { buildMutant } from "../../fuzz/mutants/mutant-build.ts";
import { startSearch } from "../../fuzz/strategies/strategies.ts";
import { deriveSeed } from "../../sim/index.ts";
import type { CellOrder, HuntCost } from "./hunt-cost.ts";

const EVENTS_PER_SLICE = 5_000;
const OPERATIONS = 5_000;

const order = JSON.parse(process.argv[2]!) as CellOrder;
const mutant = loadMutant(order.mutant);
if (mutant.expect !== "killed") throw new Error(`${mutant.id} is not to be killed.`);
const { breaks, campaign } = mutant;
const core = await loadCore(await buildMutant(mutant));
const nodes = campaign?.nodes ?? 5;

/** By what the mutant is said to break. The seed goes no further than that. */
function isKilledBy(seed: string): boolean {
  const disk = campaign?.disk;
  const options = {
    nodes,
    operations: OPERATIONS,
    seed,
    checkers: true,
    strategy: order.strategy,
    ...(disk && { disk }),
  };
  const search = startSearch(options, core);
  for (let isOver = false; !isOver; ) {
    isOver = search.advance(EVENTS_PER_SLICE);
    if (search.told.violations.some(({ invariant }) => breaks.includes(invariant))) return true;
  }
  return false;
}

function hunt(firstSeed: string): HuntCost {
  const before = process.cpuUsage();
  const cpuSeconds = (): number => {
    const { system, user } = process.cpuUsage(before);
    return (system + user) / 1_000_000;
  };
  for (let seeds = 0; ; seeds++) {
    if (cpuSeconds() >= order.limitSeconds) return { seeds, cpuSeconds: cpuSeconds(), isKilled: false };
    if (isKilledBy(deriveSeed(firstSeed, seeds))) return { seeds: seeds + 1, cpuSeconds: cpuSeconds(), isKilled: true };
  }
}

// What the engine needs to get going is not the strategy's cost.
isKilledBy("warm up");
const hunts = Array.from({ length: order.repetitions }, (_, place) => hunt(`r${place + 1}`));
process.stdout.write(JSON.stringify(hunts));
