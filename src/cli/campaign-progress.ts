import type { Campaign } from "../fuzz/campaign/campaign.ts";
import type { Tally } from "../fuzz/campaign/tally.ts";
import { counted, grouped } from "../report/numbers.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { startProgress } from "./progress.ts";

/** Progress of a campaign in seeds, of a single run in operations, or in seconds where only the clock ends it. */
export interface CampaignProgress {
  /** So many operations of a seed under way are done. */
  readonly operations: (done: number) => void;
  /** One more seed is done. */
  readonly seed: (tally: Tally) => void;
  /** Says something else there, in lines of its own. */
  readonly say: (text: string) => void;
  readonly stop: () => void;
}

const nothing = (): void => {};

/** So many seeds were done with before. */
export function startCampaignProgress(campaign: Campaign, options: FuzzOptions, seedsBefore: number): CampaignProgress {
  // Lines for every run and a bar would write over each other.
  if (options.verbose) {
    return { operations: nothing, seed: nothing, say: (text) => void process.stderr.write(text), stop: nothing };
  }
  if (campaign.seeds === 1) return inOperations(campaign);
  return Number.isFinite(campaign.seeds)
    ? inSeeds(campaign.seeds, seedsBefore)
    : inSeconds(options.timeLimitMs! / 1000);
}

function inOperations({ operations, twin }: Campaign): CampaignProgress {
  const progress = startProgress(operations * (twin ? 2 : 1), "operations");
  return { operations: (done) => progress.update(done), seed: nothing, say: progress.say, stop: progress.stop };
}

function inSeeds(seeds: number, seedsBefore: number): CampaignProgress {
  const progress = startProgress(seeds, "seeds", seedsBefore);
  const pace = startPace();
  let done = seedsBefore;
  const seed = (tally: Tally): void => progress.update(++done, pace(tally));
  return { operations: nothing, seed, say: progress.say, stop: progress.stop };
}

function inSeconds(limitSeconds: number): CampaignProgress {
  const progress = startProgress(limitSeconds, "seconds");
  const pace = startPace();
  const startMs = performance.now();
  let note = "";
  const update = (): void => progress.update(Math.floor((performance.now() - startMs) / 1000), note);
  const seed = (tally: Tally): void => {
    note = pace(tally);
    update();
  };
  return { operations: update, seed, say: progress.say, stop: progress.stop };
}

/** How fast it goes since now, and what was found. */
function startPace(): (tally: Tally) => string {
  const startMs = performance.now();
  let before: { readonly runs: number; readonly events: number } | undefined;
  return ({ failures, totals: { events, runs } }) => {
    before ??= { runs: runs - 1, events };
    const elapsed = (performance.now() - startMs) / 1000;
    const perSecond = (count: number): string => grouped(Math.round(count / elapsed));
    const seeds = `${perSecond(runs - before.runs)} seeds/s, ${perSecond(events - before.events)} events/s`;
    return `${seeds}, ${counted(failures, "failure")}`;
  };
}
