import type { Departure } from "../../sim/index.ts";
import { fewer } from "./fewer.ts";
import type { Search } from "./search.ts";
import type { Timing } from "./timing.ts";

const GROUPS: readonly ((departure: Departure) => unknown)[] = [() => "all", ({ what }) => what, ({ where }) => where];

/** As many other timings are tried for what leaves nothing: who stands for election first is drawn anew in them. */
const TIMINGS_FOR_ALL = 12;

/** Choices that depart from the default: all of a purpose are taken away first, then all of a place, then any. */
export function fewerDepartures(search: Search): void {
  const { timing } = search.best.candidate;
  // From now on timing is as it was, and not as a salt draws it.
  if (timing.kind === "drawn" && !search.improve({ timing: tapedBy(search) }, 0)) return;
  const accept = (departures: readonly Departure[]): readonly Departure[] | undefined => {
    const before = search.best.tape.departures.length;
    const timings = Math.floor((TIMINGS_FOR_ALL * (before - departures.length)) / before);
    const isLess = search.improve({ timing: { kind: "taped", departures } }, timings);
    return isLess ? search.best.tape.departures : undefined;
  };
  for (const groupOf of GROUPS) {
    for (const group of new Set(search.best.tape.departures.map(groupOf))) {
      const { departures } = search.best.tape;
      const rest = departures.filter((one) => groupOf(one) !== group);
      if (rest.length < departures.length) accept(rest);
    }
  }
  fewer(search.best.tape.departures, accept);
}

function tapedBy({ best }: Search): Timing {
  return { kind: "taped", departures: best.tape.departures };
}
