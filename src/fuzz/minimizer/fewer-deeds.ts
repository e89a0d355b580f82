import type { AimedDeed } from "./aimed-plan.ts";
import { fewer } from "./fewer.ts";
import type { Search } from "./search.ts";

/** As many other timings are tried for what leaves nothing. */
const TIMINGS_FOR_ALL = 30;

/**
 * What is done to a cluster: whole kinds of it are taken away first, then whatever can be. The more is taken away, the
 * more other timings are worth a try, but always so many.
 */
export function fewerDeeds(search: Search, otherTimings: number): void {
  const kinds = new Set(search.best.candidate.deeds.map(({ deed }) => deed.kind));
  const accept = (deeds: readonly AimedDeed[]): readonly AimedDeed[] | undefined => {
    const before = search.best.candidate.deeds.length;
    const timings = otherTimings + Math.floor((TIMINGS_FOR_ALL * (before - deeds.length)) / before);
    return search.improve({ deeds }, timings) ? search.best.candidate.deeds : undefined;
  };
  for (const kind of kinds) {
    const { deeds } = search.best.candidate;
    const rest = deeds.filter(({ deed }) => deed.kind !== kind);
    if (rest.length < deeds.length) accept(rest);
  }
  fewer(search.best.candidate.deeds, accept);
}
