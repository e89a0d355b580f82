import { isDeepStrictEqual } from "node:util";
import { firstDifference } from "../../sim/index.ts";
import type { RunResult } from "../result.ts";

/**
 * Judges two runs of one seed: they must agree in every bit. The first run's result comes back, with a violation of
 * "determinism" added when they do not.
 */
export function judgeTwins(first: RunResult, second: RunResult): RunResult {
  if (isDeepStrictEqual(first, second)) return first;
  const violation = {
    invariant: "determinism",
    event: first.events,
    atUs: Math.round(first.simulatedMs * 1000),
    nodes: [],
    message: describeDifference(first, second),
  };
  return { ...first, verdict: "fail", violations: [...first.violations, violation] };
}

function describeDifference(first: RunResult, second: RunResult): string {
  if (first.fingerprint === second.fingerprint) {
    return `two runs of this seed have the fingerprint ${first.fingerprint} and yet report different results`;
  }
  const window = firstDifference(first.ladder, second.ladder);
  const where = window === undefined ? "in their last events" : `in events ${window.fromEvent} to ${window.toEvent}`;
  return `two runs of this seed differ first ${where}: fingerprints ${first.fingerprint} and ${second.fingerprint}`;
}
