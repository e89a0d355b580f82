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
  [0.01, 64],
  [6, 8],
  [12, 4],
  [60, 1],
  [90_000, 1],
])("seeds of %d ms are given %d at a time, for no more than 50 ms", (seedMs, rangeSize) => {
  expect(paceOf(seedMs).rangeSize).toBe(rangeSize);
  expect(paceOf(seedMs).lowLevel).toBe(Math.floor(rangeSize / 2));
});

test("seeds that become slow are given fewer at a time soon", () => {
  const pace = paceOf(1);
  pace.note(2000);
  expect(pace.rangeSize).toBe(1);
});
