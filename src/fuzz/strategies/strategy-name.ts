/** The names that people know strategies by. */
export const STRATEGY_NAMES = ["random", "swarm", "priority", "targeted", "majorities", "mixed"] as const;

export type StrategyName = (typeof STRATEGY_NAMES)[number];
