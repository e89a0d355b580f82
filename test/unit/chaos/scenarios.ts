import type { Scenario } from "../../../src/chaos/index.ts";
import { FAIR_CONDITIONS } from "../../../src/sim/index.ts";

/** A scenario without any fault. */
export const CALM_SCENARIO: Scenario = {
  name: "calm",
  title: "Nothing happens",
  expects: "safety",
  budget: { down: "minority", damagedNodes: 0, partitionsAtOnce: 1 },
  cluster: { electionTimeoutUs: 150_000, heartbeatIntervalUs: 30_000 },
  pace: { everyMinUs: 1_000, everyMaxUs: 50_000, submitPerMillion: 300_000 },
  network: FAIR_CONDITIONS,
  clocks: { rateMinPerMille: 1_000, rateMaxPerMille: 1_000, offsetMaxUs: 0 },
  faults: {},
  liars: undefined,
  phases: [{ operationsPerMillion: 1_000_000, strengthPerMille: 1_000 }],
  turmoilPerMillion: 0,
};

const LASTING = { forMinUs: 100_000, forMaxUs: 2_000_000 };
const ANYONE = { aims: ["anyone", "leader"] } as const;

/** A scenario with every fault and everything that an operator does, each at a rate of its own. */
export const FULL_SCENARIO: Scenario = {
  ...CALM_SCENARIO,
  name: "full",
  budget: { down: "any", damagedNodes: 1, partitionsAtOnce: 2 },
  network: {
    lossPerMillion: 100_000,
    delayPerMillion: 300_000,
    delayMinUs: 10_000,
    delayMaxUs: 100_000,
    duplicationPerMillion: 50_000,
    reorderingPerMillion: 20_000,
    corruptionPerMillion: 700_000,
  },
  clocks: { rateMinPerMille: 800, rateMaxPerMille: 1_200, offsetMaxUs: 3_000_000 },
  faults: {
    partition: { chancePerMillion: 50_000, ...LASTING, shapes: ["halves", "ring"] },
    clog: { chancePerMillion: 20_000, ...LASTING },
    crash: { chancePerMillion: 60_000, ...LASTING, ...ANYONE, moments: ["now", "elected", "send", "write", "vote"] },
    crashAll: { chancePerMillion: 10_000, ...LASTING },
    pause: { chancePerMillion: 100_000, ...LASTING, ...ANYONE },
    slowNode: { chancePerMillion: 30_000, ...LASTING, ...ANYONE, perEventMinUs: 1_000, perEventMaxUs: 9_000 },
    slowDisk: { chancePerMillion: 40_000, ...LASTING, ...ANYONE, addedMinUs: 5_000, addedMaxUs: 50_000 },
    failSync: { chancePerMillion: 15_000, ...LASTING, ...ANYONE },
    fillDisk: { chancePerMillion: 25_000, ...LASTING, ...ANYONE },
    damageDisk: { chancePerMillion: 12_000, aims: ["follower"] },
    jumpClock: { chancePerMillion: 80_000, ...ANYONE, byMinUs: -5_000_000, byMaxUs: 5_000_000 },
    changeClockRate: { chancePerMillion: 35_000, ...ANYONE, toMinPerMille: 500, toMaxPerMille: 2_000 },
    stop: { chancePerMillion: 20_000, ...LASTING, ...ANYONE },
  },
  operator: { "change-membership": 20_000, transfer: 30_000, "take-snapshot": 10_000 },
  liars: { liars: 2, lies: ["a", "b", "c"], rotateEveryOperations: 500 },
};
