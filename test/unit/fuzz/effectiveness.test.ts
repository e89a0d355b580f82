import { describe, expect, test } from "vitest";
import { Totals } from "../../../src/fuzz/campaign/totals.ts";
import { deriveSeed } from "../../../src/sim/index.ts";
import { resultOf } from "./whole-runs.ts";

/** A lab that breaks nothing finds nothing, and neither does one that breaks everything: work must get done. */
describe("five runs of 5,000 operations on five nodes", () => {
  const runs = Array.from({ length: 5 }, (_, place) => resultOf(deriveSeed("effects", place), 5, 5_000));
  const totals = new Totals();
  for (const run of runs) totals.add(run);

  test("pass", () => {
    expect(runs.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test("commit at least half of what was submitted in each, and four fifths in most", () => {
    const shares = runs.map(({ committed, submitted }) => committed / submitted).sort((a, b) => a - b);
    expect(shares[0]).toBeGreaterThanOrEqual(0.5);
    expect(shares[2]).toBeGreaterThanOrEqual(0.8);
  });

  test.each([
    ["crashes", 500],
    ["partitions", 150],
    ["contested elections", 25],
    ["conflicts truncated", 5],
    ["crashes that lost unsynced writes", 5],
    ["messages lost", 1_000],
    ["messages stopped by a cut", 1_000],
    // Two in a thousand is the least that a seed draws.
    ["messages duplicated", 500],
    ["messages overtaken", 1_000],
  ])("have, together, %s: at least %i", (name, least) => {
    expect(totals.exercised[name]).toBeGreaterThanOrEqual(least);
  });
});
