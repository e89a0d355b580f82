import { pick, type Scenario } from "../../chaos/index.ts";
import { ANY_STALENESS_US, type Consistency } from "../../machine/index.ts";
import type { Choices } from "../../sim/index.ts";
import type { NodeSettings } from "../../sut/index.ts";
import { NO_READS, type ReadHabits } from "../../workload/index.ts";
import type { Profile } from "./profile.ts";

/** Of the longest lease that the clocks allow, in thousandths; a hundredth is left for what rounding takes off. */
const SHARES_PER_MILLE = [0, 500, 990, 990];

const CONSISTENCIES: readonly (readonly Consistency[])[] = [
  ["linearizable"],
  ["lease"],
  ["linearizable", "lease"],
  ["linearizable", "lease", "stale"],
];

/** In some seeds everything goes through the log. */
export function drawReads(choices: Choices): ReadHabits {
  const directPerMillion = pick(choices, [0, 500_000, 1_000_000]);
  if (directPerMillion === 0) return NO_READS;
  return {
    directPerMillion,
    anywherePerMillion: pick(choices, [100_000, 500_000, 1_000_000]),
    consistencies: pick(choices, CONSISTENCIES),
    stalenessesUs: pick(choices, [
      [0, 20_000],
      [100_000, 1_000_000],
      [20_000, 500_000, ANY_STALENESS_US],
    ]),
  };
}

/** What the scenario says goes before what the seed has drawn. */
export function readsOfScenario({ reads }: Scenario, drawn: ReadHabits): ReadHabits {
  if (reads === undefined) return drawn;
  return {
    directPerMillion: 1_000_000,
    anywherePerMillion: 1_000_000,
    consistencies: ["linearizable", "stale"],
    stalenessesUs: [reads.stalenessMinUs, reads.stalenessMaxUs],
  };
}

/**
 * A leader's lease is over before the followers that granted it hold it to be, whoever's clock is fast or slow, as long
 * as all keep their rates. Where some do not, leases are drawn all the same: what is not read by a lease must not come to
 * rest on one. They need check-quorum.
 */
export function drawLeaseUs(
  choices: Choices,
  { checkQuorum, electionTimeoutUs }: NodeSettings,
  ratesPerMille: readonly number[],
): number {
  const share = pick(choices, SHARES_PER_MILLE);
  if (!checkQuorum) return 0;
  const longestUs = Math.floor((electionTimeoutUs * Math.min(...ratesPerMille)) / Math.max(...ratesPerMille));
  return Math.floor((longestUs * share) / 1_000);
}

/** Between these all clocks run before a fault changes their rates, and those that are mended too. */
export function ratesOfScenario({ clocks }: Scenario): readonly number[] {
  return [clocks.rateMinPerMille, clocks.rateMaxPerMille, 1_000];
}

/**
 * How fast a clock can be where leases are on, before a fault touches one: all keep their rates until then, and those
 * that are mended get the world's. 0 where leases are off, because then nothing hangs from it.
 */
export function fastestClockOf({ clocks, settings }: Pick<Profile, "clocks" | "settings">): number {
  if (settings.leaseUs === 0) return 0;
  return Math.max(1_000, ...clocks.map(({ ratePerMille }) => ratePerMille));
}

/** How slow a clock can be in a scenario; 0: it can stand still, having jumped back. */
export function slowestClockOf({ clocks, faults }: Scenario): number {
  if (faults.jumpClock !== undefined) return 0;
  return Math.min(clocks.rateMinPerMille, faults.changeClockRate?.toMinPerMille ?? 1_000, 1_000);
}
