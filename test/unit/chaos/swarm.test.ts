import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Swarm } from "../../../src/chaos/swarm.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";

const swarmOf = (seed: string): Swarm => new Swarm(new Choices(expandSeed(seed), 1));
const spellsOf = (swarm: Swarm, perMillion: number, place: number, spells: number): number[] =>
  Array.from({ length: spells }, (_, spell) => swarm.share(perMillion, place, spell));

const ascending = (values: readonly number[]) => [...values].sort((one, other) => one - other);

describe("over five spells", () => {
  test("each strength comes once: off, half, as it is, half as much again, twice", () => {
    const swarm = swarmOf("swarm");
    for (let place = 0; place < 20; place++) {
      const shares = spellsOf(swarm, 100_000, place, 25);
      for (let round = 0; round < 5; round++) {
        const dealt = ascending(shares.slice(round * 5, round * 5 + 5));
        expect(dealt).toEqual([0, 50_000, 100_000, 150_000, 200_000]);
      }
    }
  });

  test("a share keeps its mean, and is a share always", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.nat(90), fc.nat(1_000), (perMillion, place, round) => {
        const swarm = swarmOf(`${place}`);
        const shares = Array.from({ length: 5 }, (_, spell) => swarm.share(perMillion, place, round * 5 + spell));
        expect(shares.reduce((sum, share) => sum + share)).toBe(5 * perMillion);
        for (const share of shares) expect(Number.isInteger(share) && share >= 0 && share <= 1_000_000).toBe(true);
      }),
    );
  });

  test("one above a half varies as far as it can; all and nothing are always that", () => {
    const swarm = swarmOf("swarm");
    expect(ascending(spellsOf(swarm, 800_000, 1, 5))).toEqual([600_000, 700_000, 800_000, 900_000, 1_000_000]);
    expect(spellsOf(swarm, 1_000_000, 1, 5)).toEqual(Array(5).fill(1_000_000));
    expect(spellsOf(swarm, 0, 1, 5)).toEqual(Array(5).fill(0));
  });
});

test("a deal is a function of the seed, the fault and the spell", () => {
  const hand = (seed: string, place: number) => spellsOf(swarmOf(seed), 100_000, place, 50).join();
  expect(hand("a", 1)).toBe(hand("a", 1));
  expect(hand("b", 1)).not.toBe(hand("a", 1));
  expect(hand("a", 2)).not.toBe(hand("a", 1));
});

test("every order of strengths is dealt, rounds and faults apart", () => {
  const orders = new Map<string, number>();
  for (let place = 0; place < 12; place++) {
    const shares = spellsOf(swarmOf("orders"), 2, place, 1_000);
    for (let spell = 0; spell < 1_000; spell += 5) {
      const order = shares.slice(spell, spell + 5).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
  }
  // 2,400 rounds in 120 orders: about twenty of each.
  expect(orders.size).toBe(120);
  expect(Math.max(...orders.values())).toBeLessThan(50);
});
