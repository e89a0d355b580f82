import type { Campaign } from "../fuzz/campaign/campaign.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { startProgress } from "./progress.ts";

/** Progress of a campaign in operations, or in seconds where only the clock ends it. */
export interface CampaignProgress {
  /** So many operations of the current seed are done. */
  readonly operations: (done: number) => void;
  /** One more seed is done. */
  readonly run: () => void;
  readonly stop: () => void;
}

export function startCampaignProgress(campaign: Campaign, options: FuzzOptions): CampaignProgress {
  // Lines for every run and a bar would write over each other.
  if (options.verbose) return { operations: () => {}, run: () => {}, stop: () => {} };
  return Number.isFinite(campaign.seeds) ? inOperations(campaign) : inSeconds(options.timeLimitMs! / 1000);
}

function inOperations(campaign: Campaign): CampaignProgress {
  const operationsPerSeed = campaign.operations * (campaign.twin ? 2 : 1);
  const progress = startProgress(campaign.seeds * operationsPerSeed, "operations");
  let runs = 0;
  return {
    operations: (done) => progress.update(runs * operationsPerSeed + done),
    run: () => progress.update(++runs * operationsPerSeed),
    stop: progress.stop,
  };
}

function inSeconds(limitSeconds: number): CampaignProgress {
  const progress = startProgress(limitSeconds, "seconds");
  const startMs = performance.now();
  const update = (): void => progress.update(Math.floor((performance.now() - startMs) / 1000));
  return { operations: update, run: update, stop: progress.stop };
}
