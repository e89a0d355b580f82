import { Choices, expandSeed } from "../../sim/index.ts";
import { drawRandomStorm, type Storm } from "../create-cluster.ts";
import type { RunOptions } from "../result.ts";
import { PriorityPlan } from "./priority-plan.ts";

/** A random storm in which links have priorities. */
export function drawPriorityStorm(options: RunOptions): Storm {
  const storm = drawRandomStorm(options);
  return { ...storm, plan: new PriorityPlan(storm.plan, new Choices(expandSeed(options.seed), 1)) };
}
