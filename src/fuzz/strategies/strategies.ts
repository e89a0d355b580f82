import type { RaftCore } from "../../sut/index.ts";
import { drawRandomStorm, drawStorm } from "../create-cluster.ts";
import type { RunOptions } from "../result.ts";
import { drawLegs, type LegKind, Legs } from "./legs.ts";
import { drawMajoritiesStorm } from "./majorities-storm.ts";
import { OneRun } from "./one-run.ts";
import { drawPriorityStorm } from "./priority-storm.ts";
import type { Search, Strategy } from "./strategy.ts";
import type { StrategyName } from "./strategy-name.ts";
import { drawTargetedStorm } from "./targeted-storm.ts";

/** Random storms, in which some links are slower than others for a while. */
const PRIORITY: LegKind = { drawStorm: drawPriorityStorm, lengths: [150, 300, 600, 1_200] };

/** Strikes at nodes that are in the middle of something, mostly with slow links too: each has many times the events. */
const TARGETED: LegKind = { drawStorm: drawTargetedStorm, lengths: [50, 100, 200, 400] };

/** Divisions, which are soon over: a cluster that is not young any more has entries that all have. */
const MAJORITIES: LegKind = { drawStorm: drawMajoritiesStorm, lengths: [25, 50, 100, 200] };

const MIXED: readonly LegKind[] = [PRIORITY, TARGETED, MAJORITIES, MAJORITIES, MAJORITIES];

const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  /** Every fault as often in each seed, and none of them aimed: what the others are measured by. */
  random: (options, core) => new OneRun(options, core, drawRandomStorm(options)),
  /** A storm that each seed draws for itself, with faults aimed at leaders, a third of them in turmoil. */
  swarm: (options, core) => new OneRun(options, core, drawStorm(options)),
  priority: (options, core) => new Legs(options, core, drawLegs(options, [PRIORITY])),
  targeted: (options, core) => new Legs(options, core, drawLegs(options, [TARGETED])),
  /** Young clusters whose majority changes again and again. */
  majorities: (options, core) => new Legs(options, core, drawLegs(options, [MAJORITIES])),
  /** All three in each seed. Legs of the last kind are the shortest: so they have nearly half of its events. */
  mixed: (options, core) => new Legs(options, core, drawLegs(options, MIXED)),
};

/** Starts what a seed decides, by the strategy of the options. */
export function startSearch(options: RunOptions, core: RaftCore): Search {
  return STRATEGIES[options.strategy ?? "swarm"](options, core);
}
