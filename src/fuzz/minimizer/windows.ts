import type { AimedDeed } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import { withFounders } from "./founders.ts";
import { inForceAt } from "./in-force.ts";
import type { Found, Laboratory } from "./trial.ts";

const SHORTEST_WINDOW_US = 250_000;
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

/** Which levels of timing are tried in windows up to which length, and with how many events for each length. */
const ROUNDS = [
  { levels: [1, 2, 3], longestUs: 16_000_000, trials: 90, events: 120_000 },
  { levels: [4, 5], longestUs: Number.MAX_SAFE_INTEGER, trials: 120, events: 250_000 },
] as const;

/**
 * Most bugs hang on the last moments before they show. Looks for parts of the end of a run that break the invariant on
 * their own, in a young cluster: short ones first, and in quiet timings first.
 */
export function* findWindows(laboratory: Laboratory, whole: Found): Generator<Found> {
  const endUs = whole.candidate.calmAtUs ?? whole.violation.atUs;
  for (const round of ROUNDS) {
    for (let lengthUs = SHORTEST_WINDOW_US; lengthUs < Math.min(endUs, round.longestUs); lengthUs *= 2) {
      const windows = BACKLOGS.map(({ clients, each }) => windowOf(whole, lengthUs, clients, each));
      yield* tryTimings(laboratory, windows, lengthUs, whole.events, round);
    }
  }
}

function* tryTimings(
  laboratory: Laboratory,
  windows: readonly Candidate[],
  salt: number,
  maxEvents: number,
  round: (typeof ROUNDS)[number],
): Generator<Found> {
  let eventsLeft: number = round.events;
  for (let trial = 0; trial < round.trials && eventsLeft > 0; trial++) {
    const window = windows[trial % windows.length]!;
    const level = round.levels[Math.floor(trial / windows.length) % round.levels.length]!;
    const before = laboratory.effort.left;
    const found = laboratory.attempt({ ...window, timing: { kind: "drawn", level, salt: salt + trial } }, maxEvents);
    eventsLeft -= before - laboratory.effort.left;
    if (found !== undefined) yield found;
  }
}

/** The deeds of the last so many microseconds, moved to the beginning, in the state in which they found the cluster. */
function windowOf({ candidate, violation }: Found, lengthUs: number, clients: number, each: number): Candidate {
  const { calmAtUs, deeds, setup } = candidate;
  const sinceUs = (calmAtUs ?? violation.atUs) - lengthUs;
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
