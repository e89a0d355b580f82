import type { StrategyName } from "../strategies/strategy-name.ts";
import type { Prior } from "./bandit.ts";

/** A strategy that is chosen among, with what it did on the core as it ships: 12 seeds, five nodes, 5,000 operations. */
export interface Arm extends Prior {
  readonly strategy: StrategyName;
}

/** All but the yardstick: what that does, others do too. */
export const ARMS: readonly Arm[] = [
  { strategy: "targeted", yields: 1.3, eventsPerSeed: 240_000 },
  { strategy: "mixed", yields: 1.15, eventsPerSeed: 120_000 },
  { strategy: "priority", yields: 0.7, eventsPerSeed: 60_000 },
  { strategy: "swarm", yields: 0.25, eventsPerSeed: 45_000 },
];
