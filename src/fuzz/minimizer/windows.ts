import type { AimedDeed } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import { withFounders } from "./founders.ts";
import { inForceAt } from "./in-force.ts";
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

/** When the storm of a run was over, or had broken the invariant. */
export function endOf({ candidate, violation }: Found): number {
  return candidate.calmAtUs ?? violation.atUs;
}

/** The same for a part of one length. */
export function* tryWindow(laboratory: Laboratory, whole: Found, lengthUs: number, round: Round): Generator<Found> {
  const windows = BACKLOGS.map(({ clients, each }) => windowOf(whole, lengthUs, clients, each));
  yield* tryTimings(laboratory, windows, whole.events, round);
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

/** The deeds of the last so many microseconds, moved to the beginning, in the state in which they found the cluster. */
function windowOf(whole: Found, lengthUs: number, clients: number, each: number): Candidate {
  const { candidate } = whole;
  const { calmAtUs, deeds, setup } = candidate;
  const sinceUs = endOf(whole) - lengthUs;
  const warmUpUs = WARM_UP_TIMEOUTS * setup.profile.settings.electionTimeoutUs;
  const moved = deeds
    .filter(({ atUs }) => atUs >= sinceUs)
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
