import { type Choices, purposeNumber } from "../sim/index.ts";
import type { Pace, Scenario } from "./scenario.ts";

const TURMOIL = purposeNumber("turmoil");

/** How much faster operations, and so faults, follow each other in turmoil. */
const HASTE = 5;

/** Whether a seed of a scenario is in turmoil. The choice is its own: the other seeds are what they would be without. */
export function isInTurmoil({ turmoilPerMillion }: Scenario, choices: Choices): boolean {
  return turmoilPerMillion > 0 && choices.chanceAt(TURMOIL, 0, 0, turmoilPerMillion);
}

/**
 * The same faults in less time, and no operator who gets in their way: leaders come in quick succession, each with more
 * entries in its log than it lives to replicate. This is where the bugs of Raft paper figure 8 live, to which faults that
 * come one by one seldom lead.
 */
export function inTurmoil({ operator: _, ...scenario }: Scenario): Scenario {
  return { ...scenario, pace: hasty(scenario.pace) };
}

function hasty({ everyMinUs, everyMaxUs, submitPerMillion }: Pace): Pace {
  return { everyMinUs: Math.trunc(everyMinUs / HASTE), everyMaxUs: Math.trunc(everyMaxUs / HASTE), submitPerMillion };
}
