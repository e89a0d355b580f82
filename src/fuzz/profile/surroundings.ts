import { pick, type Scenario } from "../../chaos/index.ts";
import {
  type Choices,
  type ClockProfile,
  type DiskProfile,
  FAIR_CONDITIONS,
  type NetworkProfile,
  purposeNumber,
} from "../../sim/index.ts";

/** What a seed draws of a cluster's surroundings: its network, its disks and its clocks. */

/** From one room to neighbouring cities: always far below an election timeout, as Raft's liveness asks (§5.6). */
export const CITY = { latencyUs: 1_000, jitterUs: 2_000 };
const DISTANCES = [{ latencyUs: 100, jitterUs: 200 }, CITY, { latencyUs: 3_000, jitterUs: 7_000 }] as const;

export function drawNetwork(choices: Choices): NetworkProfile {
  return {
    ...pick(choices, DISTANCES),
    unreachablePerMillion: 500_000,
    inOrder: pick(choices, [false, false, false, true]),
    conditions: {
      ...FAIR_CONDITIONS,
      duplicationPerMillion: pick(choices, [2_000, 10_000, 50_000]),
      reorderingPerMillion: pick(choices, [2_000, 10_000, 100_000]),
    },
  };
}

export function drawDisk(choices: Choices): DiskProfile {
  const syncMinUs = pick(choices, [50, 500, 2_000]);
  return {
    syncMinUs,
    syncMaxUs: syncMinUs * pick(choices, [2, 5]),
    readMinUs: 50,
    readMaxUs: 2_000,
    slowReadsPerMillion: pick(choices, [0, 20_000]),
    slowReadUs: 150_000,
    crashLosesPerMillion: pick(choices, [100_000, 500_000]),
    crashTearsPerMillion: pick(choices, [0, 200_000]),
  };
}

/** Each node's clock runs at its own rate, up to a tenth off, and started at its own time. */
export function drawClock(choices: Choices): ClockProfile {
  return {
    ratePerMille: pick(choices, [1_000, 1_000, 990, 1_010, 900, 1_100]),
    offsetUs: pick(choices, [0, 1_000_000]),
  };
}

const CLOCK = purposeNumber("clock");

export function drawClockWithin(
  choices: Choices,
  { rateMinPerMille, rateMaxPerMille, offsetMaxUs }: Scenario["clocks"],
): ClockProfile {
  return {
    ratePerMille: choices.between(CLOCK, 0, rateMinPerMille, rateMaxPerMille),
    offsetUs: choices.between(CLOCK, 0, 0, offsetMaxUs),
  };
}
