import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bandit, type Yield } from "../../../../src/fuzz/adaptive/bandit.ts";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const EVENTS_PER_SEED = 80_000;

function banditWith(yields: readonly number[]): Bandit {
  return Bandit.withPriors(yields.map((one) => ({ yields: one, eventsPerSeed: EVENTS_PER_SEED })));
}

/** Rounds of 16 seeds of equal length, in which each arm finds what `newsOf` says of its seeds. */
function play(bandit: Bandit, rounds: number, newsOf: (arm: number, round: number) => number): number[] {
  for (let round = 0; round < rounds; round++) {
    const shares = bandit.shares();
    const yields = shares.map((share, arm): Yield => {
      const seeds = (16 * share) / 1_000_000;
      return { seeds, events: EVENTS_PER_SEED * seeds, news: Math.round(newsOf(arm, round) * seeds) };
    });
    bandit.learn(yields);
  }
  return bandit.shares();
}

describe("a bandit", () => {
  test("gives the seeds of a round to whoever finds the most, soon, and leaves some to all others", () => {
    for (const best of [0, 1, 2, 3]) {
      const shares = play(banditWith([1, 1, 1, 1]), 6, (arm) => (arm === best ? 300 : 100));
      expect(shares[best]).toBeGreaterThan(500_000);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(50_000);
    }
  });

  test("leaves a twentieth of the time to whoever finds nothing at all, however long its seeds", () => {
    const lengths = [10_000, 20_000, 40_000, 80_000];
    const bandit = Bandit.withPriors(lengths.map((eventsPerSeed) => ({ yields: 1, eventsPerSeed })));
    const round = lengths.map((length, arm) => ({ seeds: 100, events: 100 * length, news: arm === 0 ? 100 : 0 }));
    for (let rounds = 0; rounds < 40; rounds++) bandit.learn(round);
    const times = bandit.shares().map((share, arm) => share * lengths[arm]!);
    for (const time of times.slice(1)) expect(time / sum(times)).toBeCloseTo(0.05, 3);
  });

  test("gives up a prior that proves wrong", () => {
    const bandit = banditWith([2, 0.5]);
    expect(bandit.shares()[0]).toBeGreaterThan(850_000);
    expect(play(bandit, 12, (arm) => (arm === 0 ? 100 : 300))[1]).toBeGreaterThan(750_000);
  });

  test("goes over to another when the best finds nothing any more", () => {
    const bandit = banditWith([1, 1]);
    play(bandit, 10, (arm) => (arm === 0 ? 300 : 50));
    expect(play(bandit, 10, (arm) => (arm === 0 ? 5 : 50))[1]).toBeGreaterThan(800_000);
  });

  test("takes no notice of how much is left to find for all of them", () => {
    const scarce = play(banditWith([1, 1, 1]), 8, (arm, round) => ((arm + 1) * 64_000) / 2 ** round);
    const plenty = play(banditWith([1, 1, 1]), 8, (arm) => (arm + 1) * 64_000);
    for (const [arm, share] of scarce.entries()) expect(Math.abs(share - plenty[arm]!)).toBeLessThan(5_000);
  });

  test("divides time, and so gives fewer seeds to an arm whose seeds are longer", () => {
    const bandit = Bandit.withPriors([
      { yields: 1, eventsPerSeed: 90_000 },
      { yields: 1, eventsPerSeed: 30_000 },
    ]);
    expect(bandit.shares()).toEqual([250_000, 750_000]);
    bandit.learn([
      { seeds: 100, events: 300_000_000, news: 3000 },
      { seeds: 100, events: 30_000_000, news: 300 },
    ]);
    expect(bandit.shares()[0]).toBeLessThan(110_000);
  });

  test("learns nothing of a round in which nobody found anything", () => {
    const bandit = banditWith([1, 2]);
    const before = bandit.shares();
    bandit.learn([
      { seeds: 10, events: 1_000_000, news: 0 },
      { seeds: 1, events: 10, news: 0 },
    ]);
    expect(bandit.shares()).toEqual(before);
  });

  test("divides all seeds, whatever it was told, and as plain data is the same", () => {
    const arm = fc.record({ seeds: fc.nat(512), events: fc.nat(10_000_000), news: fc.nat(100_000) });
    const round = fc.array(arm, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(round, { maxLength: 40 }), (rounds) => {
        const bandit = banditWith([1.5, 1, 0.5, 0.1]);
        for (const yields of rounds) bandit.learn(yields);
        const shares = bandit.shares();
        expect(sum(shares)).toBe(1_000_000);
        for (const share of shares) expect(share).toBeGreaterThan(0);
        expect(new Bandit(JSON.parse(JSON.stringify(bandit.state()))).shares()).toEqual(shares);
      }),
    );
  });
});
