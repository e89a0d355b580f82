import type { RaftCore } from "../../sut/index.ts";
import { drawRandomStorm, drawStorm } from "../create-cluster.ts";
import type { RunOptions } from "../result.ts";
import { drawLegs, type LegKind, Legs } from "./legs.ts";
import { OneRun } from "./one-run.ts";
import { drawPriorityStorm } from "./priority-storm.ts";
import type { Search, Strategy } from "./strategy.ts";
import type { StrategyName } from "./strategy-name.ts";
import { drawTargetedStorm } from "./targeted-storm.ts";

/** Random storms, in which some links are slower than others for a while. */
const PRIORITY: LegKind = { drawStorm: drawPriorityStorm, lengths: [150, 300, 600, 1_200] };

/** Strikes at nodes that are in the middle of something, mostly with slow links too: each has many times the events. */
const TARGETED: LegKind = { drawStorm: drawTargetedStorm, lengths: [50, 100, 200, 400] };

const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  /** Every fault as often in each seed, and none of them aimed: what the others are measured by. */
  random: (options, core) => new OneRun(options, core, drawRandomStorm(options)),
  /** A storm that each seed draws for itself, with faults aimed at leaders, a third of them in turmoil. */
  swarm: (options, core) => new OneRun(options, core, drawStorm(options)),
  priority: (options, core) => new Legs(options, core, drawLegs(options, [PRIORITY])),
  targeted: (options, core) => new Legs(options, core, drawLegs(options, [TARGETED])),
  /** Both in each seed, and twice as many legs of strikes as of the others. */
  mixed: (options, core) => new Legs(options, core, drawLegs(options, [PRIORITY, TARGETED, TARGETED])),
};

/** Starts what a seed decides, by the strategy of the options. */
export function startSearch(options: RunOptions, core: RaftCore): Search {
  return STRATEGIES[options.strategy ?? "swarm"](options, core);
}
