import type { AimedDeed } from "./aimed-plan.ts";
import { fewer } from "./fewer.ts";
import type { Found, Laboratory } from "./trial.ts";

/** A run may take so much longer to break the invariant when less is done to it. */
const SLACK_US = 500_000;
const SLACK_EVENTS = 2_000;

/**
 * Takes away what was done from a time on and need not have been, with all before it as it was: each trial begins with
 * a fork of the run at that time.
 */
export function reduceSuffix(laboratory: Laboratory, whole: Found, sinceUs: number, events: number): Found {
  let best = whole;
  const endsAtUs = whole.candidate.endsAtUs + SLACK_US;
  const candidate = { ...whole.candidate, endsAtUs };
  const { deeds } = candidate;
  const first = deeds.findIndex(({ atUs }) => atUs >= sinceUs);
  if (first < 0) return whole;
  const prefix = deeds.slice(0, first);
  laboratory.effort.allot(events, () => {
    const before = laboratory.runUntil(candidate, sinceUs);
    fewer<AimedDeed>(deeds.slice(first), (rest) => {
      const shorter = { ...candidate, deeds: [...prefix, ...rest] };
      const found = laboratory.attemptFrom(before, shorter, whole.events + SLACK_EVENTS);
      if (found === undefined) return undefined;
      best = found;
      return found.candidate.deeds.slice(first);
    });
  });
  return best;
}
