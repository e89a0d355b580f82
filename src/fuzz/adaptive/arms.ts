import type { StrategyName } from "../strategies/strategy-name.ts";
import type { Prior } from "./bandit.ts";

/**
 * What is chosen among: all strategies but the yardstick, with what they did on the core as it ships, in 12 seeds of
 * five nodes and 5,000 operations.
 */
const PRIORS: Readonly<Record<Exclude<StrategyName, "random">, Prior>> = {
  targeted: { yields: 1.3, eventsPerSeed: 240_000 },
  mixed: { yields: 1.15, eventsPerSeed: 120_000 },
  majorities: { yields: 1, eventsPerSeed: 120_000 },
  priority: { yields: 0.7, eventsPerSeed: 60_000 },
  swarm: { yields: 0.25, eventsPerSeed: 45_000 },
};

/** A strategy that is chosen among. */
export interface Arm extends Prior {
  readonly strategy: StrategyName;
}

export const ARMS: readonly Arm[] = Object.entries(PRIORS).map(([strategy, prior]) => ({
  strategy: strategy as StrategyName,
  ...prior,
}));
