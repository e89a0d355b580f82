import type { AimedDeed } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import { withFounders } from "./founders.ts";
import { inForceAt } from "./in-force.ts";
import { HIGHEST_LEVEL } from "./timing.ts";
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
/** How many events the trials of windows of one length may take together, and how many trials there may be. */
const EVENTS_PER_LENGTH = 300_000;
const MOST_TRIALS_PER_LENGTH = 180;
/** After its last deed, a window may take so long to break the invariant. */
const SLACK_US = 1_000_000;

/**
 * Most bugs hang on the last moments before they show. Looks for the shortest part of the end of a run that breaks the
 * invariant on its own, in a young cluster.
 */
export function findWindow(laboratory: Laboratory, whole: Found): Found | undefined {
  const endUs = whole.candidate.calmAtUs ?? whole.violation.atUs;
  for (let lengthUs = SHORTEST_WINDOW_US; lengthUs < endUs; lengthUs *= 2) {
    const windows = BACKLOGS.map(({ clients, each }) => windowOf(whole, lengthUs, clients, each));
    const found = tryTimings(laboratory, windows, lengthUs, whole.events);
    if (found !== undefined) return found;
  }
  return undefined;
}

function tryTimings(
  laboratory: Laboratory,
  windows: readonly Candidate[],
  salt: number,
  maxEvents: number,
): Found | undefined {
  const { effort } = laboratory;
  const enough = effort.left - EVENTS_PER_LENGTH;
  for (let trial = 0; trial < MOST_TRIALS_PER_LENGTH && effort.left > enough; trial++) {
    const window = windows[trial % windows.length]!;
    const level = 1 + (Math.floor(trial / windows.length) % HIGHEST_LEVEL);
    const found = laboratory.attempt({ ...window, timing: { kind: "drawn", level, salt: salt + trial } }, maxEvents);
    if (found !== undefined) return found;
  }
  return undefined;
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
