import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile } from "../../../src/bench/percentile.ts";

test("of a hundred values the percentiles are the values themselves", () => {
  const values = Array.from({ length: 100 }, (_, place) => place + 1);
  expect([0, 1, 50, 99, 100].map((percent) => percentile(values, percent))).toEqual([1, 1, 50, 99, 100]);
});

test("it is a value that so many percent do not exceed, and the smallest such", () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (unordered, percent) => {
      const ascending = [...unordered].sort((one, other) => one - other);
      const found = percentile(ascending, percent);
      const shareUpTo = (limit: number): number =>
        (100 * ascending.filter((value) => value <= limit).length) / ascending.length;
      expect(shareUpTo(found)).toBeGreaterThanOrEqual(percent);
      for (const smaller of ascending.filter((value) => value < found)) {
        expect(shareUpTo(smaller)).toBeLessThan(percent);
      }
    }),
  );
});

test("of nothing there is none", () => {
  expect(() => percentile([], 50)).toThrow("nothing was measured");
});
