import fc from "fast-check";
import { expect, test } from "vitest";
import { bootstrap, middleOf } from "../../../../src/bench/strategies/interval.ts";

const medianOf = ([values]: readonly (readonly number[])[]): number => middleOf(values!);
const INFINITE = Number.POSITIVE_INFINITY;

test("the middle is the value in the middle, the lower of two, and may be infinite", () => {
  expect([middleOf([3, 1, 2]), middleOf([4, 1, 3, 2]), middleOf([7])]).toEqual([2, 2, 7]);
  expect(middleOf([1, INFINITE, INFINITE])).toBe(INFINITE);
  expect(() => middleOf([])).toThrow("no middle");
});

test("an interval holds its figure, lies within the samples, and is the same each time", () => {
  const values = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, (sample) => {
      const interval = bootstrap([sample], medianOf);
      expect(interval).toEqual(bootstrap([sample], medianOf));
      expect(interval.low).toBeLessThanOrEqual(interval.value);
      expect(interval.high).toBeGreaterThanOrEqual(interval.value);
      expect(interval.low).toBeGreaterThanOrEqual(Math.min(...sample));
      expect(interval.high).toBeLessThanOrEqual(Math.max(...sample));
    }),
    { numRuns: 20 },
  );
});

test("what is alike has a narrow interval, and what is not a wide one", () => {
  const alike = Array.from({ length: 20 }, (_, place) => 100 + place);
  const apart = Array.from({ length: 20 }, (_, place) => 100 * place);
  const width = (values: readonly number[]) => {
    const { high, low } = bootstrap([values], medianOf);
    return high - low;
  };
  expect(width([5, 5, 5, 5])).toBe(0);
  expect(width(alike)).toBeLessThanOrEqual(12);
  expect(width(apart)).toBeGreaterThan(300);
});

test("half of a sample that was given up leaves the upper end open", () => {
  const sample = [...Array.from({ length: 11 }, (_, place) => place), ...Array.from({ length: 9 }, () => INFINITE)];
  const { high, low, value } = bootstrap([sample], medianOf);
  expect([low < value, value, high]).toEqual([true, 9, INFINITE]);
});
