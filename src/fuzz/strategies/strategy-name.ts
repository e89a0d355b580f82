/** The names that people know strategies by. */
export const STRATEGY_NAMES = ["random", "swarm", "priority", "targeted", "majorities", "mixed"] as const;

export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** Not one strategy for all seeds of a campaign: each seed has the one that the campaign chooses for it. */
export const ADAPTIVE = "adaptive";

/** How a campaign searches its seeds. */
export type CampaignStrategy = StrategyName | typeof ADAPTIVE;

export const CAMPAIGN_STRATEGY_NAMES: readonly CampaignStrategy[] = [...STRATEGY_NAMES, ADAPTIVE];
