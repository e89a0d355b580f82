import type { CampaignStrategy } from "../../fuzz/strategies/strategy-name.ts";

/** What one process is to measure. */
export interface CellOrder {
  readonly mutant: string;
  readonly strategy: CampaignStrategy;
  /** How many hunts, with first seeds r1, r2 and so on. */
  readonly repetitions: number;
  /** Of CPU time, for each hunt: it begins no more seeds after that. */
  readonly limitSeconds: number;
}

/** What one hunt took. */
export interface HuntCost {
  readonly seeds: number;
  readonly cpuSeconds: number;
  /** False if it was given up. */
  readonly isKilled: boolean;
}

/** All hunts of one mutant by one strategy. */
export interface Cell extends CellOrder {
  readonly hunts: readonly HuntCost[];
}

/** What a hunt is counted as: one that was given up would have taken longer, nobody knows how much. */
export function secondsOf({ cpuSeconds, isKilled }: HuntCost): number {
  return isKilled ? cpuSeconds : Number.POSITIVE_INFINITY;
}

export function seedsOf({ isKilled, seeds }: HuntCost): number {
  return isKilled ? seeds : Number.POSITIVE_INFINITY;
}
