import { describe, expect, test } from "vitest";
import { Comparison } from "../../../../../src/fuzz/mutants/generated/deviation.ts";
import type { Kill } from "../../../../../src/fuzz/mutants/generated/hunting.ts";

/** Of so many runs in which it happened so often without the mutant, and with it. */
function deviationOf(usual: readonly number[], now: readonly number[]): Kill | undefined {
  const comparison = new Comparison();
  comparison.add("a stage", { reads: usual }, { reads: now }, usual.length);
  return comparison.deviation();
}

const RUNS = Array.from({ length: 100 }, (_, run) => run);

describe("what happens", () => {
  test.each([
    ["never", 0, 300],
    ["hardly ever", 29, 300],
    ["in floods", 3_001, 300],
    ["for the first time, again and again", 200, 0],
  ])("%s stands out", (_, now, usual) => {
    const deviation = deviationOf([usual], [now]);
    expect(deviation?.by).toEqual(["exercise"]);
    expect(deviation?.message).toContain(`reads: ${now} times, ${usual} without the mutant`);
  });

  test.each([
    ["as often", 300, 300],
    ["a little less often", 31, 300],
    ["a little more often", 3_000, 300],
    ["seldom in both", 0, 199],
  ])("%s does not, in one run", (_, now, usual) => {
    expect(deviationOf([usual], [now])).toBeUndefined();
  });

  test("somewhat more often in nearly all runs stands out", () => {
    const usual = RUNS.map((run) => 10 + run);
    const now = RUNS.map((run) => (run % 10 === 0 ? 10 : Math.ceil((10 + run) * 1.4)));
    expect(deviationOf(usual, now)?.by).toEqual(["exercise"]);
    expect(deviationOf(now, usual)?.by).toEqual(["exercise"]);
  });

  test("hardly more often does not, in however many runs", () => {
    const usual = RUNS.map((run) => 100 + run);
    const now = usual.map((times) => times + 1);
    expect(deviationOf(usual, now)).toBeUndefined();
  });

  test("more often in some runs and less in as many does not, whatever it comes to", () => {
    const usual = RUNS.map(() => 10);
    const now = RUNS.map((run) => (run % 2 === 0 ? 50 : 5));
    expect(deviationOf(usual, now)).toBeUndefined();
  });

  test("more often in all of a few runs does not: that may be chance", () => {
    expect(deviationOf([1, 2, 3, 4], [2, 4, 6, 8])).toBeUndefined();
  });
});

describe("a comparison", () => {
  test("overlooks nothing that only one of the two did", () => {
    const comparison = new Comparison();
    comparison.add("a stage", { reads: [300] }, {}, 1);
    expect(comparison.deviation()?.message).toContain("reads: 0 times, 300 without the mutant");
    expect(comparison.runs).toBe(1);
  });

  test("takes all stages together as well", () => {
    const comparison = new Comparison();
    const add = (stage: string): void => {
      comparison.add(stage, { reads: RUNS.slice(0, 30).map(() => 10) }, { reads: RUNS.slice(0, 30).map(() => 14) }, 30);
    };
    add("one");
    expect(comparison.deviation()).toBeUndefined();
    add("other");
    expect(comparison.deviation()?.message).toBe("reads: 840 times, 600 without the mutant");
  });
});
