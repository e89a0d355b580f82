import { describe, expect, test } from "vitest";
import { LONG_SECONDS, SHORT_SECONDS } from "../../../src/bench/campaigns.ts";
import { cellsOf } from "../../../src/bench/cells.ts";
import { compare } from "../../../src/bench/comparisons.ts";
import type { CellMeasurement, Group } from "../../../src/bench/measure.ts";
import { median } from "../../../src/bench/median.ts";
import { reportLines, reportOn } from "../../../src/bench/report.ts";

/** A run that took so many microseconds for each operation, and delivered ten messages for each. */
function measurement(operations: number, usPerOperation: number, megabytes = 100): CellMeasurement {
  const runMs = (operations * usPerOperation) / 1000;
  return {
    operations,
    runMs,
    partEndsMs: [0.3, 0.4, 0.6, 0.8, 1].map((share) => share * runMs),
    events: operations * 20,
    messages: operations * 10,
    endBytes: (megabytes - 10) * 1_000_000,
    peakBytes: megabytes * 1_000_000,
    processMs: 120,
  };
}

function group(nodes: number, checkers: boolean, runs: readonly CellMeasurement[], queueNs = [80, 90, 100]): Group {
  return { nodes, checkers, queueNs, runs };
}

function values(groups: readonly Group[]): Record<string, readonly [value: number, holds: boolean | undefined]> {
  return Object.fromEntries(
    compare(groups, cellsOf(groups), []).flatMap(({ name, value, holds }) =>
      value === undefined ? [] : [[name, [Number(value.toFixed(6)), holds]]],
    ),
  );
}

describe("the median", () => {
  test("is the middle, whatever the order", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([10, 9, 1, 2])).toBe(5.5);
    expect(median([7])).toBe(7);
  });

  test("of nothing is our own mistake", () => {
    expect(() => median([])).toThrow("nothing was measured");
  });
});

describe("a cell", () => {
  test("takes its time from the median run and its peak from the worst", () => {
    const runs = [measurement(50_000, 40, 200), measurement(50_000, 20, 100), measurement(50_000, 30, 150)];
    expect(cellsOf([group(7, true, runs)])).toEqual([
      {
        nodes: 7,
        operations: 50_000,
        checkers: true,
        runs: 3,
        seconds: 1.5,
        messagesPerSecond: expect.closeTo(500_000 / 1.5, 3),
        eventsPerSecond: expect.closeTo(1_000_000 / 1.5, 3),
        operationsPerSecond: expect.closeTo(50_000 / 1.5, 3),
        usPerMessage: 3,
        usPerOperation: 30,
        endMegabytes: 140,
        peakMegabytes: 200,
      },
    ]);
  });

  test("stands behind all shorter ones", () => {
    const runs = [measurement(500_000, 1), measurement(5_000, 1), measurement(50_000, 1)];
    const order = cellsOf([group(3, true, runs), group(7, true, runs)]).map((cell) => [cell.operations, cell.nodes]);
    expect(order).toEqual([
      [5_000, 3],
      [5_000, 7],
      [50_000, 3],
      [50_000, 7],
      [500_000, 3],
      [500_000, 7],
    ]);
  });
});

describe("comparisons", () => {
  test("put the cost of a message against the queue as it was around those runs", () => {
    const runs = [measurement(50_000, 36)];
    const slowThen = group(3, true, [measurement(50_000, 72)], [900]);
    expect(values([slowThen, group(7, true, runs, [80, 90, 100])])).toEqual({
      "a delivered message of 50,000 operations / a queue operation, 7 nodes": [40, true],
      "a message among 7 nodes / among 3, with checkers": [0.5, undefined],
    });
    const [cost] = compare([group(7, true, runs, [89])], cellsOf([group(7, true, runs)]), []);
    expect(cost!.holds).toBe(false);
  });

  test("see growth between lengths and within the longest run", () => {
    const grown = group(5, true, [measurement(50_000, 10), measurement(500_000, 13.5, 299)]);
    const steady = group(3, true, [measurement(50_000, 10), measurement(500_000, 13, 301)]);
    expect(values([steady, grown])).toEqual({
      "an operation of 500,000 / of 50,000, 3 nodes": [1.3, true],
      "an operation of 500,000 / of 50,000, 5 nodes": [1.35, false],
      "the last fifth of 500,000 operations / the second, 3 nodes": [2, undefined],
      "the last fifth of 500,000 operations / the second, 5 nodes": [2, undefined],
      "peak memory of 500,000 operations in MB, 3 nodes": [301, false],
      "peak memory of 500,000 operations in MB, 5 nodes": [299, true],
    });
  });

  test("tell what the checkers cost", () => {
    const groups = [group(7, true, [measurement(50_000, 30)]), group(7, false, [measurement(50_000, 20)])];
    expect(values(groups)["a message with the checkers / without, 7 nodes"]).toEqual([1.5, undefined]);
  });
});

describe("four workers", () => {
  const rows = (...campaigns: Parameters<typeof reportOn>[1]) =>
    reportLines(reportOn([group(3, true, [measurement(50_000, 30)])], campaigns)).filter((line) =>
      line.startsWith("seeds per second of 4 workers / of 1, in "),
    );
  const long = (one: number[], four: number[]) => ({ seconds: LONG_SECONDS, one, four });

  test("do at least three times the seeds of one, by the medians", () => {
    expect(rows(long([10, 11, 1], [30, 300, 3]))).toEqual([expect.stringMatching(/ 3\.00 +at least 3 +yes$/)]);
    expect(rows(long([10, 1, 11], [3, 29, 300]))).toEqual([expect.stringMatching(/ 2\.90 +at least 3 +NO$/)]);
  });

  test("may do less while they compile", () => {
    const short = { seconds: SHORT_SECONDS, one: [10], four: [20] };
    expect(rows(short)).toEqual([expect.stringMatching(/ in 8 s +2\.00$/)]);
    expect(rows(short, long([10], [30]))).toEqual([
      expect.stringMatching(/ in 8 s +2\.00$/),
      expect.stringMatching(/ in 30 s +3\.00 +at least 3 +yes$/),
    ]);
  });

  test("are not measured where there are too few cores for them", () => {
    expect(rows()).toEqual([expect.stringMatching(/ in 30 s +at least 3 +too few cores to tell$/)]);
  });
});

test("the report says each goal and whether it holds", () => {
  const groups = [group(7, true, [measurement(50_000, 30), measurement(500_000, 45)])];
  const lines = reportLines(reportOn(groups, []));
  expect(lines).toContain("best 12.50, median 11.11");
  expect(lines).toContain("a process costs 120 ms beside its run");
  expect(lines.find((line) => line.startsWith("an operation of 500,000"))).toMatch(/ 1\.50 +at most 1\.3 +NO$/);
  const messageCosts = lines.filter((line) => line.startsWith("a delivered message"));
  expect(messageCosts).toEqual([
    expect.stringMatching(/ of 50,000 .* 33\.33 +at most 40 +yes$/),
    expect.stringMatching(/ of 500,000 .* 50\.00 +at most 12 +NO$/),
  ]);
  expect(lines.find((line) => line.startsWith("the last fifth"))).toMatch(/ 2\.00$/);
});
