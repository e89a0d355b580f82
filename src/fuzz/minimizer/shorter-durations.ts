import { type Deed, FOR_GOOD } from "../../chaos/index.ts";
import { GRIDS_US, rounded } from "./rounder-times.ts";
import type { Keep, Search } from "./search.ts";

/** Durations that a person would have chosen: 10 ms to 60 s. */
const PLAIN_MS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000];

type Timed = Extract<Deed, { readonly forUs: number }>;

/** Lets what lasts last for the shortest plain time that does; or if none does, for a rounder one. */
export function shorterDurations(search: Search, keep: Keep): void {
  for (let place = 0; place < search.best.candidate.deeds.length; place++) {
    const { deed } = search.best.candidate.deeds[place]!;
    if (!("forUs" in deed) || deed.forUs === FOR_GOOD) continue;
    for (const forUs of plainerThan(deed.forUs)) if (tryFor(search, keep, place, deed, forUs)) break;
  }
}

/** In the order in which they are to be tried. */
function plainerThan(forUs: number): number[] {
  const shorter = PLAIN_MS.map((ms) => ms * 1_000).filter((plainUs) => plainUs < forUs);
  if (PLAIN_MS.includes(forUs / 1_000)) return shorter;
  const grids = GRIDS_US.filter((gridUs) => forUs % gridUs !== 0 && forUs > gridUs);
  return [...shorter, ...grids.map((gridUs) => rounded(forUs, gridUs))];
}

function tryFor(search: Search, keep: Keep, place: number, deed: Timed, forUs: number): boolean {
  const deeds = search.best.candidate.deeds.with(place, {
    ...search.best.candidate.deeds[place]!,
    deed: { ...deed, forUs },
  });
  return keep({ deeds });
}
