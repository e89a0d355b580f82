import fc from "fast-check";
import { expect, test } from "vitest";
import { createAxis } from "../../../../src/bench/plot/axis.ts";

test.each<[readonly number[], readonly number[]]>([
  [
    [3, 6],
    [0, 1, 2, 3, 4, 5, 6],
  ],
  [[20_780], [0, 5_000, 10_000, 15_000, 20_000, 25_000]],
  [[0.11], [0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12]],
  [[7], [0, 2, 4, 6, 8]],
])("of %j the marks are %j", (values, marks) => {
  const axis = createAxis(values, 6);
  expect(axis.marks).toEqual(marks);
  expect(axis.max).toBe(marks.at(-1));
});

test("an axis reaches every value, in about so many equal and round steps", () => {
  const values = fc.array(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 10 }), (measured, steps) => {
      const axis = createAxis(measured, steps);
      const step = axis.marks[1]!;
      for (const value of measured) {
        expect(axis.shareOf(value)).toBeGreaterThan(0);
        expect(axis.shareOf(value)).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(axis.shareOf(Math.max(...measured))).toBeGreaterThan(1 - 1.01 / (axis.marks.length - 1));
      expect(axis.marks.length - 1).toBeLessThanOrEqual(steps);
      for (const [place, mark] of axis.marks.entries()) expect(mark).toBeCloseTo(place * step, 6);
      expect(["1", "2", "25", "5"]).toContain(step.toExponential().replace(/\.|e.*$/g, ""));
    }),
  );
});

test("a value stands where its share of the axis is", () => {
  const axis = createAxis([10], 5);
  expect([0, 2.5, 10].map((value) => axis.shareOf(value))).toEqual([0, 0.25, 1]);
});

test.each([[[0]], [[]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])("%j has no axis", (values) => {
  expect(() => createAxis(values, 5)).toThrow("no axis reaches to");
});
