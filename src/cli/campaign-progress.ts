import type { Campaign } from "../fuzz/campaign/campaign.ts";
import type { Tally, TallyState } from "../fuzz/campaign/tally.ts";
import { grouped } from "../report/numbers.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { startProgress } from "./progress.ts";

/** Progress of a campaign in seeds, of a single run in operations, or in seconds where only the clock ends it. */
export interface CampaignProgress {
  /** So many operations of a seed under way are done. */
  readonly operations: (done: number) => void;
  /** One more seed is done. */
  readonly seed: (tally: Tally) => void;
  readonly stop: () => void;
}

const nothing = (): void => {};

/** The state is what it begins with. */
export function startCampaignProgress(campaign: Campaign, options: FuzzOptions, state: TallyState): CampaignProgress {
  // Lines for every run and a bar would write over each other.
  if (options.verbose) {
    return { operations: nothing, seed: nothing, stop: nothing };
  }
  if (campaign.seeds === 1) return inOperations(campaign);
  const pace = startPace(state.totals);
  return Number.isFinite(campaign.seeds)
    ? inSeeds(campaign.seeds, state.seedsDone, pace)
    : inSeconds(options.timeLimitMs! / 1000, pace);
}

function inOperations({ operations, twin }: Campaign): CampaignProgress {
  const progress = startProgress(operations * (twin ? 2 : 1), "operations");
  return { operations: (done) => progress.update(done), seed: nothing, stop: progress.stop };
}

function inSeeds(seeds: number, seedsBefore: number, pace: Pace): CampaignProgress {
  const progress = startProgress(seeds, "seeds", seedsBefore);
  const seed = (tally: Tally): void => progress.update(tally.seedsDone, foundBy(tally), pace(tally));
  return { operations: nothing, seed, stop: progress.stop };
}

function inSeconds(limitSeconds: number, pace: Pace): CampaignProgress {
  const progress = startProgress(limitSeconds, "seconds");
  const startMs = performance.now();
  let found: string[] = [];
  let paces: string[] = [];
  const update = (): void => progress.update((performance.now() - startMs) / 1000, found, paces);
  const seed = (tally: Tally): void => {
    found = foundBy(tally);
    paces = pace(tally);
    update();
  };
  return { operations: update, seed, stop: progress.stop };
}

/** In few figures, and of slow seeds still some. */
function inFigures(rate: number): string {
  return rate < 10 ? String(Number(rate.toPrecision(2))) : grouped(Math.round(rate));
}

function foundBy({ failures }: Tally): string[] {
  return [`${grouped(failures)} failed`];
}

type Pace = (tally: Tally) => string[];

/** How fast it goes since now. */
function startPace(before: Pick<TallyState["totals"], "events" | "runs">): Pace {
  const startMs = performance.now();
  return ({ totals: { events, runs } }) => {
    const elapsed = (performance.now() - startMs) / 1000;
    const perSecond = (count: number): string => inFigures(count / elapsed);
    return [`${perSecond(runs - before.runs)} seeds/s`, `${perSecond(events - before.events)} events/s`];
  };
}
