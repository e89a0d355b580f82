import fc from "fast-check";
import { expect, test } from "vitest";
import { choose, leftOutInWords } from "../../../../src/report/story/choose.ts";
import type { Weight } from "../../../../src/report/story/tale.ts";

const WEIGHTS: readonly Weight[] = ["aside", "routine", "notable", "telling", "grave", "deed", "contradiction"];
const tale = (...weights: Weight[]) => weights.map((weight) => ({ weight }));

const anyTale = fc.array(fc.record({ weight: fc.constantFrom(...WEIGHTS), height: fc.integer({ min: 1, max: 4 }) }));

test("what is shown fits, and all is shown that fits", () => {
  fc.assert(
    fc.property(anyTale, fc.nat(30), (lines, rows) => {
      const heights = lines.map(({ height }) => height);
      const isShown = choose(lines, heights, rows);
      const height = heights.reduce((sum, one, place) => sum + (isShown[place] ? one : 0), 0);
      expect(height).toBeLessThanOrEqual(rows);
      for (const [place, one] of heights.entries()) if (!isShown[place]) expect(height + one).toBeGreaterThan(rows);
    }),
  );
});

test("of lines of one height none is left out for one that weighs less, or as much and is older", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WEIGHTS)), fc.nat(12), (weights, rows) => {
      const isShown = choose(tale(...weights), Array(weights.length).fill(1), rows);
      const rank = (place: number) => WEIGHTS.indexOf(weights[place]!) * 1_000 + place;
      const places = weights.map((_, place) => place);
      const shown = places.filter((place) => isShown[place]).map(rank);
      const out = places.filter((place) => !isShown[place]).map(rank);
      expect(Math.min(...shown, Number.MAX_SAFE_INTEGER)).toBeGreaterThan(Math.max(...out, -1));
    }),
  );
});

test("what went before something higher did is shown if it has room", () => {
  expect(choose(tale("routine", "grave", "deed"), [1, 3, 2], 3)).toEqual([true, false, true]);
});

test("what is left out is named by its numbers", () => {
  expect(leftOutInWords([true, true])).toBe("");
  expect(leftOutInWords([true, false, true])).toBe("1 of 3 lines is left out: 2");
  expect(leftOutInWords([false, false, true, false, true, false])).toBe("4 of 6 lines are left out: 1-2, 4, 6");
});
