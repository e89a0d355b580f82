import { expect, test } from "vitest";
import type { TimedDeed } from "../../../../src/chaos/index.ts";
import type { Candidate } from "../../../../src/fuzz/minimizer/candidate.ts";
import { withShorterLogs } from "../../../../src/fuzz/minimizer/shorter-logs.ts";
import { steady } from "../../../../src/fuzz/minimizer/steady-times.ts";
import type { Found, Laboratory } from "../../../../src/fuzz/minimizer/trial.ts";
import { findElsewhere, findWindows } from "../../../../src/fuzz/minimizer/windows.ts";
import { candidateOf } from "./fake-search.ts";

const DEEDS: readonly TimedDeed[] = [
  { atUs: 1_000_000, deed: { kind: "crash", aim: 0, forUs: 50_000 } },
  { atUs: 3_000_000, deed: { kind: "heal" } },
];
/** Four election timeouts, which a first leader takes. */
const WARM_UP_US = 600_000;
const ROUND = { levels: [1, 3], firstSalt: 50, trials: 12, events: 1_000_000 };

/** It broke at 3.1 s. */
const whole = { candidate: candidateOf(DEEDS), violation: { atUs: 3_100_000 }, events: 100 } as Found;
const { setup } = whole.candidate;

/** What is tried of the run where nothing is found. */
function tried(look: (laboratory: Laboratory) => Generator<Found>): Candidate[] {
  const candidates: Candidate[] = [];
  const attempt = (candidate: Candidate): undefined => void candidates.push(candidate);
  const found = [...look({ attempt, effort: { left: 1_000_000_000 } } as unknown as Laboratory)];
  expect(found).toEqual([]);
  return candidates;
}

test("the last moments of a run are tried in a young cluster that has a log, short ones first", () => {
  const candidates = tried((laboratory) => findWindows(laboratory, whole, 2_000_000, ROUND));
  const lengthsUs = candidates.map(({ endsAtUs }) => endsAtUs - WARM_UP_US - 1_000_000);
  expect(lengthsUs).toEqual([250_000, 500_000, 1_000_000].flatMap((lengthUs) => Array(12).fill(lengthUs)));
  const [first] = candidates;
  const asked = [0, 1, 2].map((client) => ({ atUs: 525_000, deed: { kind: "submit", client } }));
  expect(first!.deeds).toMatchObject([...asked, { atUs: 750_000, deed: { kind: "heal" } }]);
});

test("what lasts from before a window is in force when it begins", () => {
  const pause: TimedDeed = { atUs: 2_800_000, deed: { kind: "pause", aim: 1, forUs: 200_000 } };
  const paused = { ...whole, candidate: candidateOf([pause, ...DEEDS.slice(1)]) };
  const [first] = tried((laboratory) => findWindows(laboratory, paused, 300_000, ROUND));
  expect(first!.deeds.filter(({ deed }) => deed.kind === "pause")).toMatchObject([
    { atUs: WARM_UP_US, deed: { kind: "pause", aim: 1, forUs: 150_000 } },
  ]);
});

test("each length with logs of three lengths, with and without snapshots, and then in a livelier timing", () => {
  const candidates = tried((laboratory) => findWindows(laboratory, whole, 300_000, ROUND));
  expect(candidates.map(({ deeds }) => deeds.length)).toEqual([4, 4, 13, 4, 4, 13, 4, 4, 13, 4, 4, 13]);
  const [ordinary, shorter] = [setup, withShorterLogs(setup)].map((one) => Array(3).fill(one));
  expect(candidates.map((one) => one.setup)).toEqual([...ordinary!, ...shorter!, ...ordinary!, ...shorter!]);
  const timings = candidates.map((_, trial) => ({ kind: "drawn", level: trial < 6 ? 1 : 3, salt: 50 + trial }));
  expect(candidates.map(({ timing }) => timing)).toEqual(timings);
});

test("parts from elsewhere are of any time, and steady where nothing is drawn that takes time", () => {
  const candidates = tried((laboratory) => findElsewhere(laboratory, whole, { ...ROUND, trials: 200 }));
  const kinds = candidates.map(({ deeds }) => deeds.map(({ deed }) => deed.kind).filter((kind) => kind !== "submit"));
  expect(new Set(kinds.map(String))).toEqual(new Set(["", "crash", "heal", "crash,heal"]));
  candidates.forEach((candidate, trial) => {
    const logs = trial % 2 === 0 ? setup : withShorterLogs(setup);
    const { timing } = candidate;
    if (timing.kind !== "drawn") throw new Error(timing.kind);
    expect(timing.salt).toBe(50 + trial);
    expect(candidate.setup).toEqual(timing.level === 1 ? steady(logs) : logs);
  });
});
