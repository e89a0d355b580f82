/** One mutant and one strategy: hunts it with one first seed after the other, and prints what each took, as JSON. */
import { Learner } from "../../fuzz/adaptive/learner.ts";
import { loadCore } from "../../fuzz/campaign/load-core.ts";
import { loadMutant } from "../../fuzz/mutants/mutant.ts";
import { buildMutant } from "../../fuzz/mutants/mutant-build.ts";
import { ReachedStates } from "../../fuzz/states/reached-states.ts";
import { startSearch } from "../../fuzz/strategies/strategies.ts";
import { ADAPTIVE, type StrategyName } from "../../fuzz/strategies/strategy-name.ts";
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

/** Whether it is, by what the mutant is said to break. The seed goes no further than that. */
function isKilledBy(seed: string, strategy: StrategyName, learner?: Learner): boolean {
  const reached = learner && new ReachedStates();
  const disk = campaign?.disk;
  const options = {
    nodes,
    operations: OPERATIONS,
    seed,
    checkers: true,
    strategy,
    ...(disk && { disk }),
    ...(reached && { reached }),
  };
  const search = startSearch(options, core);
  for (let isOver = false; !isOver; ) {
    isOver = search.advance(EVENTS_PER_SLICE);
    if (search.told.violations.some(({ invariant }) => breaks.includes(invariant))) return true;
  }
  if (reached !== undefined) learner!.take({ strategy, events: search.result().events, reached: reached.list() });
  return false;
}

function hunt(firstSeed: string): HuntCost {
  const before = process.cpuUsage();
  const cpuSeconds = (): number => {
    const { system, user } = process.cpuUsage(before);
    return (system + user) / 1_000_000;
  };
  const learner = order.strategy === ADAPTIVE ? new Learner(firstSeed) : undefined;
  for (let seeds = 0; ; seeds++) {
    if (cpuSeconds() >= order.limitSeconds) return { seeds, cpuSeconds: cpuSeconds(), isKilled: false };
    const strategy = order.strategy === ADAPTIVE ? learner!.choose(seeds) : order.strategy;
    if (isKilledBy(deriveSeed(firstSeed, seeds), strategy, learner)) {
      return { seeds: seeds + 1, cpuSeconds: cpuSeconds(), isKilled: true };
    }
  }
}

// What the engine needs to get going is not the strategy's cost.
isKilledBy("warm up", "mixed");
const hunts = Array.from({ length: order.repetitions }, (_, place) => hunt(`r${place + 1}`));
process.stdout.write(JSON.stringify(hunts));
