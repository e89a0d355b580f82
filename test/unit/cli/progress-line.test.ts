import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { progressLine, type Stage, shortTime } from "../../../src/cli/progress-line.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const campaign: Stage = {
  done: 1_234,
  total: 5_000,
  unit: "seeds",
  findings: ["29 failed"],
  leftMs: 12 * MINUTE,
  paces: ["18 seeds/s", "10,021 events/s"],
};

describe("a line of progress", () => {
  test.each([
    [120, "=====------------------- 1,234/5,000 seeds, 29 failed, 12m left, 18 seeds/s, 10,021 events/s"],
    [79, "==--------- 1,234/5,000 seeds, 29 failed, 12m left, 18 seeds/s, 10,021 events/s"],
    [59, "=------- 1,234/5,000 seeds, 29 failed, 12m left, 18 seeds/s"],
    [39, "1,234/5,000 seeds, 29 failed, 12m left"],
    [30, "1,234/5,000 seeds, 29 failed"],
    [20, "1,234/5,000 seeds"],
    [5, "1,234"],
  ])("of %i columns has what matters most", (columns, line) => {
    expect(progressLine(campaign, columns)).toBe(line);
  });

  test("says nothing of the time that is left while nobody can know", () => {
    const begun = { ...campaign, done: 0, findings: [], leftMs: undefined, paces: [] };
    expect(progressLine(begun, 79)).toBe("------------------------ 0/5,000 seeds");
  });

  test("is never longer than it may be, and tells nothing where it leaves out what matters more", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { maxLength: 3 });
    const stages = fc.record({
      done: fc.nat(1_000_000),
      total: fc.constant(1_000_000),
      unit: fc.stringMatching(/^[a-z ]{1,30}$/),
      findings: words,
      leftMs: fc.option(fc.nat(1e10), { nil: undefined }),
      paces: words,
    });
    fc.assert(
      fc.property(stages, fc.nat(150), (stage, columns) => {
        const line = progressLine(stage, columns);
        expect(line.length).toBeLessThanOrEqual(columns);
        const whole = progressLine(stage, 1_000).replace(/^[=-]+ /, "");
        expect(whole.startsWith(line.replace(/^[=-]+ /, ""))).toBe(true);
      }),
    );
  });
});

test.each([
  [0, "0s"],
  [1, "1s"],
  [60 * SECOND, "60s"],
  [61 * SECOND, "2m"],
  [59 * MINUTE, "59m"],
  [60 * MINUTE, "1h00m"],
  [3 * HOUR + 4.5 * MINUTE, "3h05m"],
  [24 * HOUR - SECOND, "1d00h"],
  [52 * HOUR, "2d04h"],
])("%i ms are %s in short", (ms, text) => {
  expect(shortTime(ms)).toBe(text);
});
