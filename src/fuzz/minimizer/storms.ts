import { type Deed, NO_LIMITS, type TimedDeed } from "../../chaos/index.ts";
import { withGuard } from "../../sim/index.ts";
import { Run } from "../run.ts";
import type { AimedDeed } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import { withShorterLogs } from "./shorter-logs.ts";
import { steady } from "./steady-times.ts";
import { StormPlan } from "./storm-plan.ts";
import { createTrialChoices } from "./timing.ts";
import type { Found, Laboratory } from "./trial.ts";

/** How many storms are drawn until so many of them broke the invariant, and how many events they may take together. */
const MOST_STORMS = 2_000;
const MOST_EVENTS = 1_000_000;
const ENOUGH = 3;

const EVENTS_PER_STORM = 3_000;
const EVENTS_WITH_CALM = 12_000;
const EVENTS_PER_LOOK = 100;
const SLACK_US = 10_000;

/** By turns: nothing is drawn, who stands for election first, and some of what messages go through. */
const LEVELS = [0, 1, 4] as const;

/** A storm has its own of these. */
const NOT_TAKEN: readonly Deed["kind"][] = ["submit", "partition", "cut-off", "heal", "crash"];

/**
 * Storms that are drawn anew, in the same cluster, in which everything takes always the same time. What is found so is
 * short to tell, even if the run that showed the bug came to it by so many delays that no part of it is.
 */
export function* drawStorms(laboratory: Laboratory, { candidate }: Found): Generator<Found> {
  const steadySetup = steady(candidate.setup);
  const setups = [steadySetup, withShorterLogs(steadySetup)] as const;
  const others = candidate.deeds.filter(({ deed }) => !NOT_TAKEN.includes(deed.kind));
  const until = laboratory.effort.left - MOST_EVENTS;
  let left = ENOUGH;
  for (let salt = 0; salt < MOST_STORMS && left > 0 && laboratory.effort.left > until; salt++) {
    laboratory.effort.check();
    const setup = setups[salt % setups.length]!;
    const plan = new StormPlan(salt, setup.profile, others);
    const undisturbed: Candidate = {
      ...candidate,
      setup,
      timing: { kind: "drawn", level: LEVELS[salt % LEVELS.length]!, salt },
    };
    const storm = laboratory.unlessItFails(() => playStorm(laboratory, plan, undisturbed));
    const found = storm && laboratory.attempt(storm, Number.MAX_SAFE_INTEGER);
    if (found === undefined) continue;
    left--;
    yield found;
  }
}

/** The candidate with what was done in the storm instead; undefined if it does not break the invariant. */
function playStorm(laboratory: Laboratory, plan: StormPlan, candidate: Candidate): Candidate | undefined {
  const { setup, timing } = candidate;
  const options = { nodes: setup.nodes, operations: 0, seed: "", checkers: true, records: true };
  const run = Run.start(options, laboratory.core, {
    ...setup,
    plan,
    budget: NO_LIMITS,
    createChoices: (_key, places) => createTrialChoices(timing, places),
  });
  plan.watch(run.cluster);
  const hasCalm = candidate.calmAtUs !== undefined;
  const mayGoOn = () =>
    run.violations.length === 0 &&
    run.cluster.eventCount < (hasCalm ? EVENTS_WITH_CALM : EVENTS_PER_STORM) &&
    (hasCalm || run.director.phase === "storm");
  withGuard(() => {
    while (mayGoOn() && !run.advance(EVENTS_PER_LOOK));
  });
  laboratory.effort.spend(run.cluster.eventCount);
  const violation = run.violations.find(({ invariant }) => invariant === laboratory.goal.invariant);
  if (violation === undefined) return undefined;
  const { deeds, stormEndsAtUs } = run.director.nemesis.journal.recording!;
  return {
    setup,
    timing,
    deeds: withoutHeals(deeds).map(unaimed),
    calmAtUs: stormEndsAtUs,
    endsAtUs: violation.atUs + SLACK_US,
  };
}

/** The same, where each cut ends by itself when the links were mended. */
function withoutHeals(deeds: readonly TimedDeed[]): TimedDeed[] {
  return deeds.flatMap((one, place) => {
    const { atUs, deed } = one;
    if (deed.kind === "heal") return [];
    if (deed.kind !== "cut-off") return [one];
    const healedAtUs = deeds.slice(place).find((later) => later.deed.kind === "heal")?.atUs;
    return [{ atUs, deed: { ...deed, forUs: healedAtUs === undefined ? deed.forUs : healedAtUs - atUs } }];
  });
}

function unaimed(one: TimedDeed): AimedDeed {
  return { ...one, leader: 0, voters: [] };
}
