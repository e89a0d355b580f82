import { expect, test } from "vitest";
import { deriveSeed, expandSeed } from "../../../src/sim/index.ts";

test("seeds that look alike have unrelated keys", () => {
  const seeds = ["", "1", "2", "12", "1212", "01", "1 ", " 1", "a", "b", "é", "💥", "x".repeat(10_000)];
  for (let i = 0; i < 1000; i++) seeds.push(`seed ${i}`);
  const words = seeds.flatMap((seed) => [...expandSeed(seed)]);
  expect(new Set(words).size).toBe(words.length);
  for (const word of words) expect(word).toBe(word | 0);
});

test("the first seed of a campaign is the first, and all are different", () => {
  expect(deriveSeed("storm", 0)).toBe("storm");
  expect(new Set(Array.from({ length: 1000 }, (_, k) => deriveSeed("storm", k))).size).toBe(1000);
});

test("only whole numbers count seeds", () => {
  for (const k of [-1, 0.5, Number.NaN]) expect(() => deriveSeed("storm", k)).toThrow("count from 0");
});
