import { describe, expect, test } from "vitest";
import { type Deed, FOR_GOOD } from "../../../../src/chaos/index.ts";
import type { Candidate } from "../../../../src/fuzz/minimizer/candidate.ts";
import { fewerClients } from "../../../../src/fuzz/minimizer/fewer-clients.ts";
import { ordinarySettings } from "../../../../src/fuzz/minimizer/ordinary-settings.ts";
import { plainerConditions } from "../../../../src/fuzz/minimizer/plainer-conditions.ts";
import { rounderTimes } from "../../../../src/fuzz/minimizer/rounder-times.ts";
import { shorterDurations } from "../../../../src/fuzz/minimizer/shorter-durations.ts";
import { ordinaryProfile } from "../../../../src/fuzz/profile/ordinary-profile.ts";
import { contradictionOf } from "../../../../src/fuzz/tape/setup-schema.ts";
import { candidateOf, fakeSearch } from "./fake-search.ts";

const always = (): boolean => true;
const heal = (atUs: number) => ({ atUs, deed: { kind: "heal" } as const });
const submit = (client: number) => ({ atUs: 0, deed: { kind: "submit", client } as const });
const timesOf = ({ deeds }: Candidate): number[] => deeds.map(({ atUs }) => atUs);
const clientsOf = ({ deeds }: Candidate) => deeds.map(({ deed }) => (deed.kind === "submit" ? deed.client : undefined));

describe("times", () => {
  test("are as round as they can all be", () => {
    const { search, keep } = fakeSearch(candidateOf([heal(123_456), heal(349_001)], { calmAtUs: 987_654 }), always);
    rounderTimes(search, keep);
    expect(timesOf(search.best.candidate)).toEqual([100_000, 350_000]);
    expect(search.best.candidate.calmAtUs).toBe(1_000_000);
  });

  test("are rounded one by one where not all can be, and what comes at one time stays together", () => {
    const odd = 123_456;
    const first = candidateOf([heal(odd), heal(odd), heal(349_001)]);
    const { search, keep } = fakeSearch(first, ({ deeds }) => Math.abs(deeds[0]!.atUs - odd) <= 500);
    rounderTimes(search, keep);
    expect(timesOf(search.best.candidate)).toEqual([123_000, 123_000, 350_000]);
  });

  test("keep their order", () => {
    const first = candidateOf([heal(124_000), heal(126_000), heal(131_111)]);
    const { search, keep, tried } = fakeSearch(first, ({ deeds }) => deeds[1]!.atUs === 126_000);
    rounderTimes(search, keep);
    for (const candidate of tried) expect(timesOf(candidate)).toEqual(timesOf(candidate).sort((a, b) => a - b));
    expect(timesOf(search.best.candidate)).toEqual([100_000, 126_000, 150_000]);
  });
});

describe("durations", () => {
  const crash = (forUs: number) => ({ atUs: 0, deed: { kind: "crash", aim: 1, forUs } as const });
  const left = (forUs: number, needed: (forUs: number) => boolean): number => {
    const lasts = (deed: Deed): number => ("forUs" in deed ? deed.forUs : 0);
    const { search, keep } = fakeSearch(candidateOf([crash(forUs)]), ({ deeds }) => needed(lasts(deeds[0]!.deed)));
    shorterDurations(search, keep);
    return lasts(search.best.candidate.deeds[0]!.deed);
  };

  test("are the shortest plain ones that do", () => {
    expect(left(1_234_567, (forUs) => forUs >= 150_000)).toBe(200_000);
    expect(left(200_000, always)).toBe(10_000);
  });

  test("are rounder where none that is plain does", () => {
    expect(left(1_234_567, (forUs) => forUs >= 1_233_000)).toBe(1_250_000);
    expect(left(1_234_567, (forUs) => Math.abs(forUs - 1_234_567) < 1_000)).toBe(1_235_000);
    expect(left(1_234_567, (forUs) => forUs === 1_234_567)).toBe(1_234_567);
  });

  test("that have no end are left alone", () => {
    expect(left(FOR_GOOD, always)).toBe(FOR_GOOD);
  });
});

describe("clients", () => {
  test("are as few as will do, in the order in which they ask", () => {
    const first = candidateOf([submit(2), submit(0), submit(2)]);
    const one = fakeSearch(first, always);
    fewerClients(one.search, one.keep);
    expect(clientsOf(one.search.best.candidate)).toEqual([0, 0, 0]);
    expect(one.search.best.candidate.setup.profile.clients).toBe(1);
    const two = fakeSearch(first, (candidate) => new Set(clientsOf(candidate)).size > 1);
    fewerClients(two.search, two.keep);
    expect(clientsOf(two.search.best.candidate)).toEqual([0, 1, 0]);
    expect(two.search.best.candidate.setup.profile.clients).toBe(2);
  });

  test("who ask for nothing are not needed, but one", () => {
    const { search, keep } = fakeSearch(candidateOf([heal(0)]), always);
    fewerClients(search, keep);
    expect(search.best.candidate.setup.profile.clients).toBe(1);
  });
});

test("of a change of links only what matters is left, and never nothing", () => {
  const changes = { lossPerMillion: 5, delayPerMillion: 6, delayMinUs: 7, delayMaxUs: 8, corruptionPerMillion: 9 };
  const bad = { atUs: 0, deed: { kind: "set-conditions", scope: "all", changes } as const };
  const left = (hasBug: (deed: string) => boolean) => {
    const { search, keep } = fakeSearch(candidateOf([bad]), ({ deeds }) => hasBug(JSON.stringify(deeds[0]!.deed)));
    plainerConditions(search, keep);
    return (search.best.candidate.deeds[0]!.deed as typeof bad.deed).changes;
  };
  expect(left((deed) => deed.includes("delayMaxUs"))).toEqual({ delayPerMillion: 6, delayMinUs: 7, delayMaxUs: 8 });
  expect(left(always)).toEqual({ corruptionPerMillion: 9 });
});

describe("settings", () => {
  const first = candidateOf([]);
  const { profile } = first.setup;

  test("become the ordinary ones, and what takes time takes always the same", () => {
    const { search, keep, tried } = fakeSearch(first, always);
    ordinarySettings(search, keep);
    const { calm, disk, network, settings } = search.best.candidate.setup.profile;
    const ordinary = ordinaryProfile(3, 0);
    expect(tried).toHaveLength(1);
    expect(settings).toEqual(ordinary.settings);
    expect(calm).toEqual(ordinary.calm);
    expect([network.jitterUs, disk.syncMaxUs - disk.syncMinUs, disk.readMaxUs - disk.readMinUs]).toEqual([0, 0, 0]);
  });

  test("become so one by one, but for the one that matters", () => {
    const { search, keep } = fakeSearch(first, ({ setup }) => setup.profile.settings.keptEntries !== 10);
    ordinarySettings(search, keep);
    const { settings } = search.best.candidate.setup.profile;
    expect(settings).toEqual({ ...ordinaryProfile(3, 0).settings, keptEntries: profile.settings.keptEntries });
  });

  test("are not there where there ordinarily are none, so that they can be written down", () => {
    const withFiles = { ...profile, settings: { ...profile.settings, storage: { segmentBytes: 1 } } };
    const { search, keep } = fakeSearch(
      candidateOf([], { setup: { ...first.setup, profile: withFiles } }),
      ({ setup }) => setup.profile.settings.keptEntries !== 10,
    );
    ordinarySettings(search, keep);
    expect(Object.keys(search.best.candidate.setup.profile.settings)).not.toContain("storage");
  });

  test("never contradict each other, and nothing is expected of a calm that cannot be", () => {
    const { search, keep, tried } = fakeSearch(first, ({ setup }) => !setup.profile.settings.checkQuorum);
    ordinarySettings(search, keep);
    expect(tried.length).toBeGreaterThan(5);
    for (const { setup } of tried) {
      expect(contradictionOf(setup)).toBeUndefined();
      const { preVote, checkQuorum } = setup.profile.settings;
      expect(setup.profile.calm.outsidersMayRun).toBe(preVote && checkQuorum);
    }
    expect(search.best.candidate.setup.profile.settings.leaseUs).toBe(0);
  });

  test("of times are ranges, wherever some of them matter", () => {
    const matters: ((candidate: Candidate) => boolean)[] = [
      ({ setup }) => setup.profile.disk.syncMinUs === profile.disk.syncMinUs,
      ({ setup }) => setup.profile.disk.readMaxUs === profile.disk.readMaxUs,
      ({ setup }) => setup.profile.disk.slowReadUs === profile.disk.slowReadUs,
    ];
    for (const hasBug of matters) {
      const { search, keep, tried } = fakeSearch(first, hasBug);
      ordinarySettings(search, keep);
      for (const { disk } of tried.map(({ setup }) => setup.profile)) {
        expect(disk.syncMinUs).toBeLessThanOrEqual(disk.syncMaxUs);
        expect(disk.readMinUs).toBeLessThanOrEqual(disk.readMaxUs);
      }
      expect(hasBug(search.best.candidate)).toBe(true);
    }
  });

  test("of timeouts stay while messages or disks are not as fast as the ordinary ones", () => {
    const slow = { ...profile.settings, electionTimeoutUs: 1_000_000 };
    const { search, keep } = fakeSearch(
      candidateOf([], { setup: { ...first.setup, profile: { ...profile, settings: slow } } }),
      ({ setup }) => setup.profile.network.latencyUs === profile.network.latencyUs,
    );
    ordinarySettings(search, keep);
    expect(search.best.candidate.setup.profile.settings.electionTimeoutUs).toBe(1_000_000);
  });
});
