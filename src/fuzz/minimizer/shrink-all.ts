import { entriesOf } from "../tape/tape.ts";
import { Best } from "./best.ts";
import { hasFewNodes } from "./easier.ts";
import { Search } from "./search.ts";
import { shrink } from "./shrink.ts";
import { breaksAlone, startsOf } from "./starts.ts";
import type { Found, Laboratory } from "./trial.ts";

/** A tape of so many entries is not looked at from elsewhere. */
const FEW_ENTRIES = 15;

/**
 * What part of the work goes to the whole run before any part of it is tried, and for how many trials of what came of it
 * there must be work left to go on with that.
 */
const SHARE_OF_WHOLE = 1 / 8;
const MANY_TRIALS = 1_000;

/**
 * Parts of the run are shorter to tell, if they break the invariant on their own. What comes of the whole is for when
 * none does: until then it is kept aside, as the search for parts gives up early where there is something short.
 */
export function shrinkAll(laboratory: Laboratory, whole: Found, best: Best): void {
  const ofWhole = new Best(whole, () => {});
  try {
    if (breaksAlone(laboratory, whole)) shrinkWhole(laboratory, ofWhole);
    shrinkParts(laboratory, whole, best);
  } finally {
    if (ofWhole.found !== whole) best.offer(ofWhole.found);
  }
}

function shrinkWhole(laboratory: Laboratory, best: Best): void {
  const { effort } = laboratory;
  const whole = best.found;
  effort.allot(effort.left * SHARE_OF_WHOLE, () => shrinkFrom(laboratory, whole, best));
  if (best.found !== whole && best.found.events * MANY_TRIALS < effort.left) shrinkFrom(laboratory, best.found, best);
}

function shrinkParts(laboratory: Laboratory, whole: Found, best: Best): void {
  for (const start of startsOf(laboratory, whole, best)) {
    shrinkFrom(laboratory, start, best);
    const { tape } = best.found;
    if (entriesOf(tape) <= FEW_ENTRIES && hasFewNodes(tape)) return;
  }
}

function shrinkFrom(laboratory: Laboratory, start: Found, best: Best): void {
  shrink(new Search(laboratory, start, (found) => best.offer(found)));
}
