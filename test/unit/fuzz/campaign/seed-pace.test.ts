import { expect, test } from "vitest";
import { SeedPace } from "../../../../src/fuzz/campaign/seed-pace.ts";

function paceOf(seedMs: number): SeedPace {
  const pace = new SeedPace();
  for (let k = 0; k < 100; k++) pace.note(seedMs);
  return pace;
}

test("until something is known, seeds are given one by one", () => {
  expect(new SeedPace()).toMatchObject({ rangeSize: 1, lowLevel: 0 });
});

test.each([
  [0.01, 64, 32],
  [6, 8, 4],
  [12, 4, 2],
  [16, 3, 2],
  [30, 1, 1],
  [60, 1, 0],
  [90_000, 1, 0],
])("seeds of %d ms are given %d at a time, and more when %d are left", (seedMs, rangeSize, lowLevel) => {
  expect(paceOf(seedMs)).toMatchObject({ rangeSize, lowLevel });
});

test("seeds that become slow are given fewer at a time soon", () => {
  const pace = paceOf(1);
  pace.note(2000);
  expect(pace.rangeSize).toBe(1);
});
