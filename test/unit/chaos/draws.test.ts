import { describe, expect, test } from "vitest";
import { Draws } from "../../../src/chaos/draws.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";

const choices = new Choices(expandSeed("draws"), 1);
const drawsOf = (place: number, operation: number): Draws => new Draws(choices, place, operation);
const many = <T>(draw: (draws: Draws) => T): T[] =>
  Array.from({ length: 2_000 }, (_, operation) => draw(drawsOf(0, operation)));

describe("the draws of a fault", () => {
  test("hang from its place and its operation alone", () => {
    const sequence = (place: number, operation: number) => {
      const draws = drawsOf(place, operation);
      return Array.from({ length: 5 }, () => draws.below(1_000_000_000));
    };
    expect(sequence(3, 7)).toEqual(sequence(3, 7));
    const all = [sequence(3, 7), sequence(4, 7), sequence(3, 8), sequence(3, 6)].flat();
    expect(new Set(all).size).toBe(all.length);
  });

  test("never run into those of the next operation, however many there are", () => {
    const first = drawsOf(0, 1);
    const ofFirst = Array.from({ length: 64 }, () => first.below(2 ** 32));
    const second = drawsOf(0, 2);
    const ofSecond = Array.from({ length: 64 }, () => second.below(2 ** 32));
    expect(new Set([...ofFirst, ...ofSecond]).size).toBe(128);
  });

  test("between: from the least to the most, inclusive", () => {
    expect(new Set(many((draws) => draws.between(-2, 2)))).toEqual(new Set([-2, -1, 0, 1, 2]));
    expect(drawsOf(0, 0).between(7, 7)).toBe(7);
  });

  test("chance: as many as it says, none and all at the ends", () => {
    const share = (perMillion: number) => many((draws) => draws.chance(perMillion)).filter(Boolean).length / 2_000;
    expect([share(0), share(1_000_000)]).toEqual([0, 1]);
    expect(Math.abs(share(250_000) - 0.25)).toBeLessThan(0.04);
  });

  test("among: any of them, and undefined where there is none", () => {
    expect(new Set(many((draws) => draws.among(["a", "b", "c"])))).toEqual(new Set(["a", "b", "c"]));
    expect(drawsOf(0, 0).among([])).toBeUndefined();
  });
});
