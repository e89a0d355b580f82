import { expect, test } from "vitest";
import type { TimedDeed } from "../../../../src/chaos/index.ts";
import { Best } from "../../../../src/fuzz/minimizer/best.ts";
import type { Candidate } from "../../../../src/fuzz/minimizer/candidate.ts";
import { startsOf } from "../../../../src/fuzz/minimizer/starts.ts";
import type { Found, Laboratory } from "../../../../src/fuzz/minimizer/trial.ts";
import { candidateOf } from "./fake-search.ts";

const DEEDS: readonly TimedDeed[] = [
  { atUs: 1_000_000, deed: { kind: "crash", aim: 0, forUs: 50_000 } },
  { atUs: 3_000_000, deed: { kind: "heal" } },
];

/** It broke at 3.1 s. */
function wholeRun(): Found {
  const candidate = candidateOf(DEEDS);
  const tape = { setup: candidate.setup, deeds: DEEDS, departures: [] };
  return { candidate, tape, violation: { atUs: 3_100_000 }, events: 100, isFirst: true } as unknown as Found;
}

test("where the end of a run does not break the invariant on its own, a part from its middle is a start", () => {
  const whole = wholeRun();
  const attempt = (candidate: Candidate): Found | undefined => {
    const kinds = candidate.deeds.map(({ deed }) => deed.kind);
    return kinds.includes("crash") && !kinds.includes("heal") ? { ...whole, candidate } : undefined;
  };
  // Nothing that was done at the end can be left out either.
  const laboratory = {
    attempt,
    attemptFrom: () => undefined,
    runUntil: () => undefined,
    effort: { left: 1_000_000_000, allot: (_: number, part: () => void) => part() },
    goal: { invariant: "election-safety", first: true },
  } as unknown as Laboratory;
  const starts = [...startsOf(laboratory, whole, new Best(whole, () => {}))];
  expect(starts.filter((start) => start !== whole).length).toBeGreaterThan(0);
});
