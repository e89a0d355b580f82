import type { Search } from "./search.ts";

/** Shorter pauses between deeds are not looked at. */
const SHORT_US = 10_000;

/** Takes out time in which nothing is done, before each deed and before the calm. */
export function earlier(search: Search, otherTimings: number): void {
  for (let place = 0; place <= search.best.candidate.deeds.length; place++) {
    for (const percent of [0, 25, 50]) if (tryEarlier(search, place, percent, otherTimings)) break;
  }
}

/** Leaves so much of the pause before the deed at this place, or after the last before the calm. */
function tryEarlier(search: Search, place: number, percent: number, otherTimings: number): boolean {
  const { calmAtUs, deeds, endsAtUs } = search.best.candidate;
  const atUs = deeds[place]?.atUs ?? calmAtUs;
  if (atUs === undefined) return false;
  const pauseUs = atUs - (deeds[place - 1]?.atUs ?? 0);
  if (pauseUs < SHORT_US) return false;
  const byUs = pauseUs - Math.floor((pauseUs * percent) / 100);
  return search.improve(
    {
      deeds: deeds.map((other, at) => (at < place ? other : { ...other, atUs: other.atUs - byUs })),
      calmAtUs: calmAtUs === undefined ? undefined : calmAtUs - byUs,
      endsAtUs: endsAtUs - byUs,
    },
    otherTimings,
  );
}
