import type { AimedDeed } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import { inForceAt } from "./in-force.ts";
import { HIGHEST_LEVEL } from "./timing.ts";
import type { Found, Laboratory } from "./trial.ts";

const SHORTEST_WINDOW_US = 250_000;
/** Clients that ask for something before a window begins, so that there are a few entries. */
const EARLY_CLIENTS = 3;
/** In shortest election timeouts: when a first leader should be there, and when a window begins. */
const WARM_UP_TIMEOUTS = 4;
/** How many events the trials of windows of one length may take together. */
const EVENTS_PER_LENGTH = 60_000;
const MOST_TRIALS_PER_LENGTH = 48;
/** After its last deed, a window may take so long to break the invariant. */
const SLACK_US = 1_000_000;

/**
 * Most bugs hang on the last moments before they show. Looks for the shortest part of the end of a run that breaks the
 * invariant on its own, in a young cluster.
 */
export function findWindow(laboratory: Laboratory, whole: Found): Found | undefined {
  const { calmAtUs } = whole.candidate;
  const endUs = calmAtUs ?? whole.violation.atUs;
  for (let lengthUs = SHORTEST_WINDOW_US; lengthUs < endUs; lengthUs *= 2) {
    const candidate = windowOf(whole, lengthUs);
    const found = tryTimings(laboratory, candidate, lengthUs, whole.events);
    if (found !== undefined) return found;
  }
  return undefined;
}

function tryTimings(laboratory: Laboratory, window: Candidate, salt: number, maxEvents: number): Found | undefined {
  const { effort } = laboratory;
  const enough = effort.left - EVENTS_PER_LENGTH;
  for (let trial = 0; trial < MOST_TRIALS_PER_LENGTH && effort.left > enough; trial++) {
    const level = 1 + (trial % HIGHEST_LEVEL);
    const timing = { kind: "drawn", level, salt: salt + trial } as const;
    const found = laboratory.attempt({ ...window, timing }, maxEvents);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The deeds of the last so many microseconds, moved to the beginning, in the state in which they found the cluster. */
function windowOf({ candidate, violation }: Found, lengthUs: number): Candidate {
  const { calmAtUs, deeds, setup } = candidate;
  const endUs = calmAtUs ?? violation.atUs;
  const sinceUs = endUs - lengthUs;
  const warmUpUs = WARM_UP_TIMEOUTS * setup.profile.settings.electionTimeoutUs;
  const moved = deeds
    .filter(({ atUs }) => atUs >= sinceUs)
    .map((one) => ({ ...one, atUs: one.atUs - sinceUs + warmUpUs }));
  const beginning = [...submissions(candidate, warmUpUs), ...inForceAt(deeds, sinceUs, warmUpUs)];
  return {
    ...candidate,
    deeds: [...beginning, ...moved],
    calmAtUs: calmAtUs === undefined ? undefined : warmUpUs + lengthUs,
    endsAtUs: warmUpUs + lengthUs + SLACK_US,
  };
}

function submissions({ setup }: Candidate, warmUpUs: number): AimedDeed[] {
  const clients = Math.min(EARLY_CLIENTS, setup.profile.clients);
  const atUs = warmUpUs - Math.floor(setup.profile.settings.electionTimeoutUs / 2);
  return Array.from({ length: clients }, (_, client) => ({ atUs, leader: 0, deed: { kind: "submit", client } }));
}
