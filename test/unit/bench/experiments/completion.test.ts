import { expect, test } from "vitest";
import { type Completion, figuresOf, longestPauseMs } from "../../../../src/bench/experiments/completion.ts";

const completion = (startMs: number, endMs: number): Completion => ({ startMs, endMs, aliveMs: startMs });

test("figures are of what was answered, whenever and in whatever order", () => {
  const completions = [completion(0, 4), completion(10, 11), completion(0, 2), completion(5, 8)];
  expect(figuresOf(completions, 2)).toEqual({
    writes: 4,
    writesPerSecond: 2,
    p50Ms: 2,
    p90Ms: 4,
    p99Ms: 4,
    maxMs: 4,
  });
});

test("where nothing was answered there are no figures", () => {
  expect(() => figuresOf([], 1)).toThrow("nothing was measured");
});

test.each<[string, readonly number[], number]>([
  ["between two answers", [110, 400, 150, 900], 500],
  ["before the first", [700, 900], 600],
  ["after the last", [150, 200, 400], 600],
  ["all the time", [], 900],
])("the longest pause can be %s", (_, ends, pauseMs) => {
  const completions = ends.map((endMs) => completion(0, endMs));
  expect(longestPauseMs(completions, 100, 1_000)).toBe(pauseMs);
});
