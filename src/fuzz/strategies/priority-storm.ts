import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import { drawRandomStorm, type Storm } from "../create-cluster.ts";
import type { RunOptions } from "../result.ts";
import { PriorityPlan } from "./priority-plan.ts";
import { withSmallLogs } from "./smallness.ts";

const SMALLNESS = purposeNumber("smallness");

/** A random storm in which links have priorities; half of them in a cluster whose logs are small. */
export function drawPriorityStorm(options: RunOptions): Storm {
  const choices = new Choices(expandSeed(options.seed), 1);
  const draw = (bound: number): number => choices.below(SMALLNESS, 0, bound);
  const storm = drawRandomStorm(options);
  const profile = draw(2) === 0 ? withSmallLogs(storm.profile, draw) : storm.profile;
  return { ...storm, profile, plan: new PriorityPlan(storm.plan, choices) };
}
