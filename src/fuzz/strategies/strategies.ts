import type { RaftCore } from "../../sut/index.ts";
import { drawRandomStorm, drawStorm } from "../create-cluster.ts";
import type { RunOptions } from "../result.ts";
import { drawLegs, type LegKind, Legs } from "./legs.ts";
import { OneRun } from "./one-run.ts";
import { drawPriorityStorm } from "./priority-storm.ts";
import type { Search, Strategy } from "./strategy.ts";
import type { StrategyName } from "./strategy-name.ts";
import { drawTargetedStorm } from "./targeted-storm.ts";

const PRIORITY: LegKind = { drawStorm: drawPriorityStorm, lengths: [150, 300, 600, 1_200] };
const TARGETED: LegKind = { drawStorm: drawTargetedStorm, lengths: [50, 100, 200, 400] };

export const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  random: {
    summary: "every fault as often in each seed, none of them aimed: what the others are measured by",
    start: (options, core) => new OneRun(options, core, drawRandomStorm(options)),
  },
  swarm: {
    summary: "a storm that each seed draws for itself, with faults aimed at leaders, a third of them in turmoil",
    start: (options, core) => new OneRun(options, core, drawStorm(options)),
  },
  priority: {
    summary: "short random storms in which some links are slower than others for a while",
    start: (options, core) => new Legs(options, core, drawLegs(options, [PRIORITY])),
  },
  targeted: {
    summary: "short storms of strikes at nodes that are in the middle of something, most of them with slow links",
    start: (options, core) => new Legs(options, core, drawLegs(options, [TARGETED])),
  },
  mixed: {
    summary: "in each seed storms of both these kinds, twice as many of strikes as others",
    start: (options, core) => new Legs(options, core, drawLegs(options, [PRIORITY, TARGETED, TARGETED])),
  },
};

/** Starts what a seed decides, by the strategy of the options. */
export function startSearch(options: RunOptions, core: RaftCore): Search {
  return STRATEGIES[options.strategy ?? "swarm"].start(options, core);
}
