import type { AimedDeed } from "./aimed-plan.ts";
import { fewer } from "./fewer.ts";
import type { Search } from "./search.ts";

/** What is done to a cluster: whole kinds of it are taken away first, then whatever can be. */
export function fewerDeeds(search: Search, otherTimings: number): void {
  const kinds = new Set(search.best.candidate.deeds.map(({ deed }) => deed.kind));
  const accept = (deeds: readonly AimedDeed[]): readonly AimedDeed[] | undefined =>
    search.improve({ deeds }, otherTimings) ? search.best.candidate.deeds : undefined;
  for (const kind of kinds) {
    const { deeds } = search.best.candidate;
    const rest = deeds.filter(({ deed }) => deed.kind !== kind);
    if (rest.length < deeds.length) accept(rest);
  }
  fewer(search.best.candidate.deeds, accept);
}
