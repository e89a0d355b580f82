import { expect, test } from "vitest";
import type { TimedDeed } from "../../../../src/chaos/index.ts";
import { Best } from "../../../../src/fuzz/minimizer/best.ts";
import type { Candidate } from "../../../../src/fuzz/minimizer/candidate.ts";
import { Effort, EffortSpent } from "../../../../src/fuzz/minimizer/effort.ts";
import { shrinkAll } from "../../../../src/fuzz/minimizer/shrink-all.ts";
import type { Found, Laboratory } from "../../../../src/fuzz/minimizer/trial.ts";
import { candidateOf } from "./fake-search.ts";

const CRASH: TimedDeed = { atUs: 1_000_000, deed: { kind: "crash", aim: 0, forUs: 50_000 } };
const SUBMISSIONS = Array.from({ length: 20 }, (_, client): TimedDeed => {
  return { atUs: 2_000_000 + client, deed: { kind: "submit", client } };
});
const ALL_WORK = 8_000_000;

/** Nothing is played: it breaks at 3.1 s. */
function foundOn(candidate: Candidate): Found {
  const tape = { setup: candidate.setup, deeds: candidate.deeds, departures: [] };
  const violation = { invariant: "election-safety", atUs: 3_100_000 };
  return { candidate, tape, violation, events: 10, isFirst: true } as unknown as Found;
}

test("a run of which no part breaks the invariant is made smaller before the search for parts takes all work", () => {
  const effort = new Effort(ALL_WORK, Number.MAX_SAFE_INTEGER, undefined);
  const attempt = (candidate: Candidate): Found | undefined => {
    effort.check();
    const isPart = candidate.timing.kind === "drawn";
    effort.spend(isPart ? ALL_WORK / 16 : 10);
    // Parts are moved to the beginning of a run of their own.
    const hasCrash = candidate.deeds.some(({ atUs, deed }) => deed.kind === "crash" && atUs === CRASH.atUs);
    return hasCrash && !isPart ? foundOn(candidate) : undefined;
  };
  const goal = { invariant: "election-safety", first: true };
  const laboratory = { attempt, attemptFrom: () => undefined, runUntil: () => undefined, effort, goal };
  const whole = foundOn(candidateOf([CRASH, ...SUBMISSIONS], { timing: { kind: "taped", departures: [] } }));
  const best = new Best(whole, () => {});
  expect(() => shrinkAll(laboratory as unknown as Laboratory, whole, best)).toThrow(EffortSpent);
  expect(best.found.tape.deeds.map(({ deed }) => deed.kind)).toEqual(["crash"]);
});
