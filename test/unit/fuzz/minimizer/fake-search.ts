import type { TimedDeed } from "../../../../src/chaos/index.ts";
import type { AimedDeed } from "../../../../src/fuzz/minimizer/aimed-plan.ts";
import type { Candidate } from "../../../../src/fuzz/minimizer/candidate.ts";
import type { Keep, Search } from "../../../../src/fuzz/minimizer/search.ts";
import { smallTape } from "../tape/small-tape.ts";

/** A candidate in which these deeds are done, where nobody led. */
export function candidateOf(deeds: readonly TimedDeed[], changes: Partial<Candidate> = {}): Candidate {
  return {
    setup: smallTape.setup,
    deeds: aimed(deeds),
    timing: { kind: "taped", departures: [] },
    calmAtUs: undefined,
    endsAtUs: 1_000_000,
    ...changes,
  };
}

export function aimed(deeds: readonly TimedDeed[]): AimedDeed[] {
  return deeds.map((one) => ({ ...one, leader: 0, voters: [] }));
}

/** A search in which the bug is there as long as this is true of a candidate, and nothing is played. */
export function fakeSearch(first: Candidate, hasBug: (candidate: Candidate) => boolean) {
  let candidate = first;
  const tried: Candidate[] = [];
  const search = {
    get best() {
      return { candidate };
    },
  } as Search;
  const keep: Keep = (changes) => {
    const changed = { ...candidate, ...changes };
    tried.push(changed);
    if (!hasBug(changed)) return false;
    candidate = changed;
    return true;
  };
  return { search, keep, tried };
}
