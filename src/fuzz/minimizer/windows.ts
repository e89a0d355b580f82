import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import type { AimedDeed } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import { withFounders } from "./founders.ts";
import { inForceAt } from "./in-force.ts";
import { withShorterLogs } from "./shorter-logs.ts";
import { steady } from "./steady-times.ts";
import type { Timing } from "./timing.ts";
import type { Found, Laboratory } from "./trial.ts";

export const SHORTEST_WINDOW_US = 250_000;
/** What clients ask for before a window begins, so that there are entries: so many each, so many clients at the most. */
const BACKLOGS = [
  { clients: 3, each: 1 },
  { clients: 16, each: 1 },
  { clients: 16, each: 4 },
] as const;
/** In shortest election timeouts: when a first leader should be there, and a window begins. */
const WARM_UP_TIMEOUTS = 4;
const DRAW = purposeNumber("fault-chance");
/** Up to this level no latency is drawn: all are the same then. */
const QUIET_LEVEL = 2;
/** Each twice as long as the one before. */
const LENGTHS = 5;
/** After its last deed, a window may take so long to break the invariant. */
const SLACK_US = 1_000_000;

/** Which levels of timing are tried, in how many trials of how many events in all. */
export interface Round {
  readonly levels: readonly number[];
  readonly firstSalt: number;
  readonly trials: number;
  readonly events: number;
}

/**
 * Most bugs hang on the last moments before they show. Looks for parts of the end of a run that break the invariant on
 * their own, in a young cluster, short ones first.
 */
export function* findWindows(laboratory: Laboratory, whole: Found, longestUs: number, round: Round): Generator<Found> {
  const endUs = endOf(whole);
  for (let lengthUs = SHORTEST_WINDOW_US; lengthUs < Math.min(endUs, longestUs); lengthUs *= 2) {
    yield* tryWindow(laboratory, whole, lengthUs, round);
  }
}

/**
 * Some bugs hang on what the run had come to long before it ended, or were about to show at other times too. Looks for
 * parts from anywhere in the run, in the steadiest surroundings and in those that the run had.
 */
export function* findElsewhere(laboratory: Laboratory, whole: Found, round: Round): Generator<Found> {
  const choices = new Choices(expandSeed("elsewhere"), 1);
  const endUs = endOf(whole);
  const until = laboratory.effort.left - round.events;
  for (let trial = 0; trial < round.trials && laboratory.effort.left > until; trial++) {
    const lengthUs = Math.min(endUs, SHORTEST_WINDOW_US * 2 ** choices.below(DRAW, 0, LENGTHS));
    const untilUs = lengthUs + choices.below(DRAW, 0, endUs - lengthUs + 1);
    const { clients, each } = BACKLOGS[choices.below(DRAW, 0, BACKLOGS.length)]!;
    const level = round.levels[choices.below(DRAW, 0, round.levels.length)]!;
    const window = windowOf(whole, untilUs, lengthUs, clients, each);
    const setup = [window.setup, withShorterLogs(window.setup)][trial % 2]!;
    const timing: Timing = { kind: "drawn", level, salt: round.firstSalt + trial };
    const found = laboratory.attempt(
      { ...window, setup: level <= QUIET_LEVEL ? steady(setup) : setup, timing },
      whole.events,
    );
    if (found !== undefined) yield found;
  }
}

/** When the storm of a run was over, or had broken the invariant. */
export function endOf({ candidate, violation }: Found): number {
  return candidate.calmAtUs ?? violation.atUs;
}

/** The same for a part of one length. */
export function* tryWindow(laboratory: Laboratory, whole: Found, lengthUs: number, round: Round): Generator<Found> {
  const windows = BACKLOGS.map(({ clients, each }) => windowOf(whole, endOf(whole), lengthUs, clients, each));
  const withSnapshots = windows.map((window) => ({ ...window, setup: withShorterLogs(window.setup) }));
  yield* tryTimings(laboratory, [...windows, ...withSnapshots], whole.events, round);
}

function* tryTimings(
  laboratory: Laboratory,
  windows: readonly Candidate[],
  maxEvents: number,
  round: Round,
): Generator<Found> {
  let eventsLeft = round.events;
  for (let trial = 0; trial < round.trials && eventsLeft > 0; trial++) {
    const window = windows[trial % windows.length]!;
    const level = round.levels[Math.floor(trial / windows.length) % round.levels.length]!;
    const before = laboratory.effort.left;
    const found = laboratory.attempt(
      { ...window, timing: { kind: "drawn", level, salt: round.firstSalt + trial } },
      maxEvents,
    );
    eventsLeft -= before - laboratory.effort.left;
    if (found !== undefined) yield found;
  }
}

/** What was done in so many microseconds until a time, moved to the beginning, and to a cluster in the same state. */
function windowOf(whole: Found, untilUs: number, lengthUs: number, clients: number, each: number): Candidate {
  const { candidate } = whole;
  const { calmAtUs, deeds, setup } = candidate;
  const sinceUs = untilUs - lengthUs;
  const warmUpUs = WARM_UP_TIMEOUTS * setup.profile.settings.electionTimeoutUs;
  const moved = deeds
    .filter(({ atUs }) => atUs >= sinceUs && atUs <= untilUs)
    .map((one) => ({ ...one, atUs: one.atUs - sinceUs + warmUpUs }));
  const asking = Math.min(clients, setup.profile.clients);
  const askedAtUs = warmUpUs - Math.floor(setup.profile.settings.electionTimeoutUs / 2);
  const window: Candidate = {
    ...candidate,
    deeds: [...submissions(asking, each, askedAtUs), ...inForceAt(deeds, sinceUs, warmUpUs), ...moved],
    calmAtUs: calmAtUs === undefined ? undefined : warmUpUs + lengthUs,
    endsAtUs: warmUpUs + lengthUs + SLACK_US,
  };
  const voters = deeds.findLast((one) => one.atUs < sinceUs && one.leader !== 0)?.voters;
  return voters === undefined ? window : withFounders(window, voters);
}

function submissions(clients: number, each: number, atUs: number): AimedDeed[] {
  return Array.from({ length: clients * each }, (_, place) => ({
    atUs,
    leader: 0,
    voters: [],
    deed: { kind: "submit", client: place % clients },
  }));
}
