import type { Departure } from "../../sim/index.ts";
import { fewer } from "./fewer.ts";
import type { Search } from "./search.ts";

/** Choices that depart from the default: all of a purpose are taken away first, then all of a place, then any. */
export function fewerDepartures(search: Search): void {
  const accept = (departures: readonly Departure[]): readonly Departure[] | undefined =>
    search.improve({ timing: { kind: "taped", departures } }, 0) ? search.best.tape.departures : undefined;
  // From now on timing is as it was, and not as a salt draws it.
  const { departures, timing } = { ...search.best.tape, ...search.best.candidate };
  if (timing.kind === "drawn" && accept(departures) === undefined) return;
  if (departures.length > 0 && accept([]) !== undefined) return;
  for (const what of new Set(search.best.tape.departures.map((one) => one.what))) {
    accept(search.best.tape.departures.filter((one) => one.what !== what));
  }
  for (const where of new Set(search.best.tape.departures.map((one) => one.where))) {
    accept(search.best.tape.departures.filter((one) => one.where !== where));
  }
  fewer(search.best.tape.departures, accept);
}
