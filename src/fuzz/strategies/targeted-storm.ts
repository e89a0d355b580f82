import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import { drawRandomStorm, drawStorm, type Storm } from "../create-cluster.ts";
import { needsManySyncs } from "../profile/disk-kind.ts";
import type { Profile } from "../profile/profile.ts";
import type { RunOptions } from "../result.ts";
import { MOMENTS, type Moment } from "./moments.ts";
import { PriorityPlan } from "./priority-plan.ts";
import { withSmallLogs } from "./smallness.ts";
import { TargetedPlan } from "./targeted-plan.ts";

const STRIKE = purposeNumber("strike");

/**
 * A storm of strikes at some moments of the protocol, in a cluster in which these are frequent or long. Mostly some of
 * its links are slower than others too: between them, much is still under way when a strike has changed everything.
 */
export function drawTargetedStorm(options: RunOptions): Storm {
  const choices = new Choices(expandSeed(options.seed), 1);
  const draw = (bound: number): number => choices.below(STRIKE, 0, bound);
  const storm = draw(2) === 0 ? drawStorm(options) : drawRandomStorm(options);
  const some = MOMENTS.filter(() => draw(3) === 0);
  const moments = some.length === 0 ? MOMENTS : some;
  const profile = draw(2) === 0 ? inFavourOf(moments, storm.profile, draw) : storm.profile;
  const hasPriorities = draw(4) !== 0;
  const strikes = new TargetedPlan(options.operations, moments, choices.fork());
  return { ...storm, profile, plan: hasPriorities ? new PriorityPlan(strikes, choices) : strikes };
}

/** The same, where nodes come to these moments more often, or stay in them for longer. */
function inFavourOf(moments: readonly Moment[], profile: Profile, draw: (bound: number) => number): Profile {
  const isSlow = moments.includes("writing") && !needsManySyncs(profile);
  const disk = isSlow ? { ...profile.disk, syncMinUs: 2_000, syncMaxUs: 20_000 } : profile.disk;
  const slower = { ...profile, disk };
  return moments.includes("receiving") ? withSmallLogs(slower, draw) : slower;
}
