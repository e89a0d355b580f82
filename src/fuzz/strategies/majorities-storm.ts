import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import { drawRandomStorm, drawStorm, type Storm } from "../create-cluster.ts";
import type { Profile } from "../profile/profile.ts";
import type { RunOptions } from "../result.ts";
import { type Demand, MajoritiesPlan } from "./majorities-plan.ts";
import { PriorityPlan } from "./priority-plan.ts";
import { withSmallLogs, withSmallMessages } from "./smallness.ts";

const DIVISION = purposeNumber("division");

/** Where nobody asks for anything, a cluster has to come to rest by itself. */
const COMMANDS = [0, 1, 2, 8] as const;
const TASKS_ONE_IN = [0, 2, 6] as const;

/**
 * A storm of divisions. Some clusters begin with two or three voters, whom the others wait to join: there a majority is
 * two of them. Some have links that are slower than others.
 */
export function drawMajoritiesStorm(options: RunOptions): Storm {
  const choices = new Choices(expandSeed(options.seed), 1);
  const draw = (bound: number): number => choices.below(DIVISION, 0, bound);
  const storm = draw(2) === 0 ? drawStorm(options) : drawRandomStorm(options);
  let { profile } = storm;
  if (draw(2) === 0) profile = withSmallLogs(profile, draw);
  if (draw(3) === 0) profile = withSmallMessages(profile);
  if (draw(2) === 0 && options.nodes > 3) profile = foundedBy(2 + draw(2), profile);
  const demand: Demand = {
    commands: COMMANDS[draw(COMMANDS.length)]!,
    tasksOneIn: TASKS_ONE_IN[draw(TASKS_ONE_IN.length)]!,
  };
  const hasPriorities = draw(3) === 0;
  const divisions = new MajoritiesPlan(options.operations, demand, choices.fork());
  return { ...storm, profile, plan: hasPriorities ? new PriorityPlan(divisions, choices) : divisions };
}

/** The same cluster, to which only so many nodes belong in the beginning. */
function foundedBy(count: number, profile: Profile): Profile {
  const founders = Array.from({ length: count }, (_, place) => place + 1);
  return { ...profile, settings: { ...profile.settings, founders } };
}
