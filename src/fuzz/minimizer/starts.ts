import { entriesOf } from "../tape/tape.ts";
import type { Best } from "./best.ts";
import { drawStorms } from "./storms.ts";
import { reduceSuffix } from "./suffix.ts";
import type { Found, Laboratory } from "./trial.ts";
import { endOf, findElsewhere, findWindows, type Round, tryWindow } from "./windows.ts";

/** Few things happen by chance: what is found here is short to tell. */
const QUIET: Round = { firstSalt: 0, levels: [1, 2, 3], trials: 90, events: 320_000 };
const QUIET_UP_TO_US = 10_000_000;
const ANY: Round = { firstSalt: 200_000, levels: [1, 2, 3, 4, 5], trials: 100, events: 150_000 };
const ELSEWHERE: Round = { firstSalt: 400_000, levels: [1, 2, 4, 5], trials: 1_000, events: 1_200_000 };
const BRIEF: Round = { firstSalt: 100_000, levels: [4, 5], trials: 120, events: 200_000 };
const BRIEF_UP_TO_US = 8_000_000;
const NOISY: Round = { firstSalt: 300_000, levels: [4, 5], trials: 120, events: 250_000 };

/** A tape of more than so many entries is hard to read: another storm is worth a try. */
const MANY_ENTRIES = 30;

const SHORTEST_SUFFIX_US = 1_000_000;
const LONGEST_SUFFIX_US = 5_000_000;
const EVENTS_PER_SUFFIX = 200_000;

/** What there is to shrink: parts of a run, and if there are none that break the invariant on their own, the whole. */
export function* startsOf(laboratory: Laboratory, whole: Found, best: Best): Generator<Found> {
  let rest = whole;
  yield* findWindows(laboratory, whole, QUIET_UP_TO_US, QUIET);
  if (entriesOf(best.found.tape) > MANY_ENTRIES) yield* drawStorms(laboratory, whole);
  yield* findElsewhere(laboratory, whole, ELSEWHERE);
  yield* findWindows(laboratory, whole, BRIEF_UP_TO_US, BRIEF);
  const endUs = endOf(whole);
  for (let lengthUs = SHORTEST_SUFFIX_US; lengthUs < Math.min(endUs, LONGEST_SUFFIX_US); lengthUs *= 2) {
    rest = reduceSuffix(laboratory, rest, endOf(rest) - lengthUs, EVENTS_PER_SUFFIX);
    yield* tryWindow(laboratory, rest, lengthUs, ANY);
  }
  yield* findWindows(laboratory, whole, Number.MAX_SAFE_INTEGER, NOISY);
  if (breaksAlone(laboratory, whole)) yield rest;
}

/** Whether the whole run is itself one that is looked for. */
export function breaksAlone({ goal }: Laboratory, whole: Found): boolean {
  return whole.isFirst || !goal.first;
}
