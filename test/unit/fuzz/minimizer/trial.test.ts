import { beforeAll, describe, expect, test } from "vitest";
import { newestLeader } from "../../../../src/fuzz/by-hand/aiming.ts";
import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import type { AimedPlan } from "../../../../src/fuzz/minimizer/aimed-plan.ts";
import type { Candidate } from "../../../../src/fuzz/minimizer/candidate.ts";
import { Effort, EffortSpent } from "../../../../src/fuzz/minimizer/effort.ts";
import { Mishaps } from "../../../../src/fuzz/minimizer/mishaps.ts";
import { reduceSuffix } from "../../../../src/fuzz/minimizer/suffix.ts";
import { type Found, Laboratory } from "../../../../src/fuzz/minimizer/trial.ts";
import { SHORTEST_WINDOW_US, tryWindow } from "../../../../src/fuzz/minimizer/windows.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { candidateOf } from "./fake-search.ts";

const ENDLESS = Number.MAX_SAFE_INTEGER;

let core: RaftCore;
/** Of a run in which nodes vote twice, and much later two of them lead. */
let whole: Candidate;

beforeAll(async () => {
  core = await loadCore(await buildMutant(loadMutant("double-vote")));
  const { tape } = record({ nodes: 3, operations: 300, seed: "small 1", checkers: true, disk: "records" }, core);
  whole = candidateOf(tape.deeds, {
    setup: tape.setup,
    timing: { kind: "taped", departures: tape.departures },
    calmAtUs: tape.calmAtUs,
  });
});

function laboratory(invariant: string, first: boolean, mishaps = new Mishaps()): Laboratory {
  return new Laboratory(core, { invariant, first }, new Effort(ENDLESS, ENDLESS, undefined), mishaps);
}

function playWhole(invariant = "one-vote-per-term", first = true): Found | undefined {
  return laboratory(invariant, first).attempt(whole, ENDLESS);
}

describe("what a trial finds", () => {
  test("is not first if something else broke before it, and then is nothing where it must be", () => {
    expect(playWhole()!.isFirst).toBe(true);
    expect(playWhole("election-safety", false)!.isFirst).toBe(false);
    expect(playWhole("election-safety", true)).toBeUndefined();
    // Two events later: one look finds both.
    expect(playWhole("election-quorum", false)!.isFirst).toBe(false);
    expect(playWhole("election-quorum", true)).toBeUndefined();
  });

  test("ends with the moment in which it broke: nothing later is on its tape", () => {
    const { candidate, events, tape, violation } = playWhole()!;
    expect(events).toBe(violation.event);
    expect(tape.endsAtUs).toBe(violation.atUs);
    expect(tape.calmAtUs).toBeUndefined();
    expect(tape.deeds.length).toBeLessThan(whole.deeds.length);
    expect(tape.deeds.at(-1)!.atUs).toBeLessThanOrEqual(violation.atUs);
    expect(candidate.deeds.map(({ deed }) => deed)).toEqual(tape.deeds.map(({ deed }) => deed));
  });

  test("is nothing within too few events", () => {
    expect(laboratory("one-vote-per-term", true).attempt(whole, 200)).toBeUndefined();
  });
});

test("a deed that hit the leader hits the leader, whoever that is, and so do those that follow on it", () => {
  const elections = (salt: number): Candidate => ({
    ...candidateOf([]),
    timing: { kind: "drawn", level: 1, salt },
  });
  const leaderIn = (candidate: Candidate): number | undefined =>
    newestLeader(laboratory("liveness", true).runUntil(candidate, 600_000).cluster);
  const led = leaderIn(elections(1))!;
  const salt = [2, 3, 4, 5, 6, 7, 8].find((other) => leaderIn(elections(other)) !== led)!;
  const leads = leaderIn(elections(salt))!;
  const deeds = [
    { atUs: 600_000, leader: led, voters: [1, 2, 3], deed: { kind: "crash", aim: led, forUs: 900_000 } as const },
    { atUs: 600_001, leader: 0, voters: [], deed: { kind: "recover", node: led } as const },
    { atUs: 600_002, leader: 0, voters: [], deed: { kind: "pause", aim: leads, forUs: 5_000 } as const },
  ];
  const run = laboratory("liveness", true).runUntil({ ...elections(salt), deeds }, 700_000);
  const { done } = run.director.plan as AimedPlan;
  expect(done.map(({ deed }) => deed)).toMatchObject([{ aim: leads }, { node: leads }, { aim: led }]);
  expect(done[0]).toMatchObject({ leader: leads, voters: [1, 2, 3] });
});

describe("a trial in which the lab fails", () => {
  const impossible = (): Candidate => ({
    ...whole,
    deeds: candidateOf([{ atUs: 1, deed: { kind: "slow-disk", aim: 1, addedMinUs: 9, addedMaxUs: 2, forUs: 9 } }])
      .deeds,
  });

  test("finds nothing and ends nothing, and is counted", () => {
    const mishaps = new Mishaps();
    const lab = laboratory("one-vote-per-term", true, mishaps);
    expect(lab.attempt(impossible(), ENDLESS)).toBeUndefined();
    expect(lab.attempt(impossible(), ENDLESS)).toBeUndefined();
    expect(mishaps.count).toBe(2);
    expect(mishaps.first).toMatch(/^Disk 1 cannot be slower by 9 to 2/);
  });

  test("is an error where it is not tried but played", () => {
    expect(() => laboratory("one-vote-per-term", true).play(impossible(), ENDLESS)).toThrow("cannot be slower");
  });

  test("that cannot even begin finds nothing too, and costs something", () => {
    const { setup } = whole;
    const settings = { ...setup.profile.settings, checkQuorum: false, leaseUs: 75_000 };
    const mishaps = new Mishaps();
    const candidate = { ...whole, setup: { ...setup, profile: { ...setup.profile, settings } } };
    const lab = laboratory("one-vote-per-term", true, mishaps);
    const { left } = lab.effort;
    expect(lab.attempt(candidate, ENDLESS)).toBeUndefined();
    expect(lab.effort.left).toBeLessThan(left);
    expect(mishaps.first).toContain("needs checkQuorum");
  });
});

test("a trial from a fork of the run finds what one from the beginning does", () => {
  const found = playWhole()!;
  const lab = laboratory("one-vote-per-term", true);
  const sinceUs = found.violation.atUs - 300_000;
  const before = lab.runUntil(found.candidate, sinceUs);
  const last = found.candidate.deeds.findLastIndex(({ atUs }) => atUs >= sinceUs);
  expect(last).toBeGreaterThan(0);
  const shorter = { ...found.candidate, deeds: found.candidate.deeds.toSpliced(last, 1) };
  for (const candidate of [found.candidate, shorter]) {
    expect(lab.attemptFrom(before, candidate, 5_000)).toEqual(lab.attempt(candidate, 5_000));
  }
});

test("of the end of a run only what matters is left, and all before it stays", () => {
  const found = playWhole()!;
  const sinceUs = found.violation.atUs - 400_000;
  const reduced = reduceSuffix(laboratory("one-vote-per-term", true), found, sinceUs, ENDLESS / 2);
  const early = ({ tape }: Found) => tape.deeds.filter(({ atUs }) => atUs < sinceUs);
  expect(early(reduced)).toEqual(early(found));
  expect(reduced.tape.deeds.length).toBeLessThan(found.tape.deeds.length);
  expect(laboratory("one-vote-per-term", true).attempt(reduced.candidate, ENDLESS)!.violation).toEqual(
    reduced.violation,
  );
});

test("a window begins young: its deeds come early, and what is found in it breaks the invariant on its own", () => {
  const found = playWhole()!;
  const round = { levels: [1, 2, 3, 4, 5], firstSalt: 0, trials: 60, events: 100_000 };
  const [window] = tryWindow(laboratory("one-vote-per-term", true), found, SHORTEST_WINDOW_US, round);
  expect(window!.violation.atUs).toBeLessThan(found.violation.atUs / 2);
  expect(window!.candidate.deeds.length).toBeLessThan(found.candidate.deeds.length);
  expect(window!.violation.invariant).toBe("one-vote-per-term");
});

test("work ends when its events are spent, of a part of it before that of all", () => {
  const effort = new Effort(10_000, ENDLESS, undefined);
  const lab = new Laboratory(core, { invariant: "liveness", first: true }, effort);
  const tryForever = (): void => {
    for (;;) lab.attempt(whole, 400);
  };
  effort.allot(3_000, tryForever);
  expect(effort.left).toBeLessThanOrEqual(7_000);
  expect(effort.left).toBeGreaterThan(5_000);
  expect(tryForever).toThrow(EffortSpent);
  expect(effort.ending).toBe("done");
});
