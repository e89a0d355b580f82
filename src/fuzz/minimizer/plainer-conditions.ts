import type { Deed } from "../../chaos/index.ts";
import type { LinkConditions } from "../../sim/index.ts";
import type { Keep, Search } from "./search.ts";

type Conditions = Extract<Deed, { readonly kind: "set-conditions" }>;

/** What goes together: how many messages are late, and by how much. */
const PARTS: readonly (readonly (keyof LinkConditions)[])[] = [
  ["lossPerMillion"],
  ["delayPerMillion", "delayMinUs", "delayMaxUs"],
  ["duplicationPerMillion"],
  ["reorderingPerMillion"],
  ["corruptionPerMillion"],
];

/** Lets a change of what links do leave alone whatever of that does not matter. */
export function plainerConditions(search: Search, keep: Keep): void {
  for (let place = 0; place < search.best.candidate.deeds.length; place++) {
    for (const part of PARTS) {
      const { deeds } = search.best.candidate;
      const one = deeds[place];
      const deed = one?.deed.kind === "set-conditions" ? without(one.deed, part) : undefined;
      if (deed !== undefined) keep({ deeds: deeds.with(place, { ...one!, deed }) });
    }
  }
}

/** Undefined if that would leave nothing, or the same. */
function without(deed: Conditions, part: readonly string[]): Conditions | undefined {
  const all = Object.entries(deed.changes);
  const rest = all.filter(([name]) => !part.includes(name));
  return rest.length === 0 || rest.length === all.length ? undefined : { ...deed, changes: Object.fromEntries(rest) };
}
