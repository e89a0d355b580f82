import fc from "fast-check";
import { expect, test } from "vitest";
import { createScale, type Spacing } from "../../../../../src/report/app/model/scale.ts";

const run = fc
  .array(fc.nat(5_000), { minLength: 1, maxLength: 60 })
  .map((waits) => Float64Array.from(waits, (_, at) => waits.slice(0, at + 1).reduce((sum, wait) => sum + wait, 0)));
const spacing = fc.constantFrom<Spacing>("even", "real");

test("what came later does not stand before what came earlier, and all is within the width", () => {
  fc.assert(
    fc.property(run, spacing, fc.double({ min: 0.25, max: 8, noNaN: true }), (timesUs, spacing, zoom) => {
      const shown = Int32Array.from(timesUs, (_, step) => step);
      const scale = createScale(timesUs, shown, spacing, zoom, 1000);
      const places = Array.from(shown, scale.xOfStep);
      for (const [step, x] of places.entries()) {
        expect(x).toBeGreaterThanOrEqual(places[step - 1] ?? 0);
        expect(x).toBeLessThanOrEqual(scale.widthPx);
        expect(scale.xOfStep(scale.stepNear(x))).toBeCloseTo(x);
      }
    }),
  );
});

test("a moment stands between the steps around it, and a place tells its moment", () => {
  const timesUs = Float64Array.from([0, 100, 400, 1000]);
  for (const spacing of ["even", "real"] as const) {
    const scale = createScale(timesUs, Int32Array.from([0, 1, 2, 3]), spacing, 1, 1000);
    const x = scale.xOfMoment(250);
    expect(x).toBeCloseTo((scale.xOfStep(1) + scale.xOfStep(2)) / 2);
    expect(scale.momentAt(x)).toBeCloseTo(250);
  }
});

test("steps that are not shown take no room in even spacing", () => {
  const timesUs = Float64Array.from({ length: 100 }, (_, step) => step);
  const scale = createScale(timesUs, Int32Array.from([3, 50, 51]), "even", 1, 0);
  expect(scale.xOfStep(50) - scale.xOfStep(3)).toBeCloseTo(scale.xOfStep(51) - scale.xOfStep(50));
  expect(scale.xOfStep(20)).toBe(scale.xOfStep(3));
});

test("a short run fills the screen with its steps, a long one keeps them apart", () => {
  const scaleOf = (length: number) => {
    const timesUs = Float64Array.from({ length }, (_, step) => step);
    return createScale(timesUs, Int32Array.from(timesUs), "even", 1, 1000);
  };
  expect(scaleOf(25).widthPx).toBeCloseTo(1000);
  expect(scaleOf(1000).widthPx).toBeGreaterThan(20_000);
});
