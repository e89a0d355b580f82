import { type Departure, Departures, PURPOSE_GROUPS, type Purpose, purposeNumber } from "../../sim/index.ts";
import { TrialChoices } from "./trial-choices.ts";

/** How the choices of a trial are made. */
export type Timing =
  /** As on a tape: these depart from the default, and nothing else. */
  | { readonly kind: "taped"; readonly departures: readonly Departure[] }
  /** Those of some purposes are drawn, more of them with each level; all others are as by default. */
  | { readonly kind: "drawn"; readonly level: number; readonly salt: number }
  /** Those are drawn, and all others are as on a tape. */
  | {
      readonly kind: "varied";
      readonly departures: readonly Departure[];
      readonly level: number;
      readonly salt: number;
    };

const { diskFates, diskTimes, messages, notices } = PURPOSE_GROUPS;

/** Who stands for election first. */
const ELECTIONS: readonly Purpose[] = ["program-seed"];

/** What becomes of what a crash or a cut interrupts. */
const FATES: readonly Purpose[] = [...diskFates, ...notices, "lie"];

/** How long everything takes, and what the network does. */
const LATENCIES: readonly Purpose[] = [...messages, ...diskTimes, "client-backoff", "client-read"];

/**
 * One of how many choices of a purpose is drawn, by its number, at each level. What is drawn departs from the default,
 * and so costs entries of the tape.
 */
const LEVELS: readonly (readonly number[])[] = [
  rarities(),
  rarities([ELECTIONS, 1]),
  rarities([ELECTIONS, 1], [FATES, 1]),
  rarities([ELECTIONS, 1], [FATES, 1], [LATENCIES, 64]),
  rarities([ELECTIONS, 1], [FATES, 1], [LATENCIES, 8]),
  rarities([ELECTIONS, 1], [FATES, 1], [LATENCIES, 1]),
];

export const HIGHEST_LEVEL = LEVELS.length - 1;

export function createTrialChoices(timing: Timing, places: number): TrialChoices {
  const departures = Departures.from(timing.kind === "drawn" ? [] : timing.departures);
  if (timing.kind === "taped") return new TrialChoices(departures, "", LEVELS[0]!, places);
  return new TrialChoices(departures, `salt ${timing.salt}`, LEVELS[timing.level]!, places);
}

function rarities(...drawn: readonly (readonly [purposes: readonly Purpose[], oneOf: number])[]): number[] {
  const byNumber: number[] = [];
  for (const [purposes, oneOf] of drawn) for (const purpose of purposes) byNumber[purposeNumber(purpose)] = oneOf;
  return byNumber;
}
