import { expect, test } from "vitest";
import { latencyOf, median, operationRows, tally } from "../../../src/cli/siege-figures.ts";
import type { Operation } from "../../../src/siege/index.ts";

const NAMES = { read: "get", write: "put" } as const;

function operation(name: keyof typeof NAMES, outcome: "ok" | "fail" | "info", tookMs: number): Operation {
  const command = { kind: NAMES[name], key: "a", value: "1" };
  const end = { event: 1, atMs: 10 + tookMs, outcome, result: undefined, reason: undefined };
  return { client: 0, process: 0, command, invokedEvent: 0, invokedMs: 10, end };
}

test("operations by kind and outcome; only what was answered has a latency", () => {
  const operations = [
    operation("read", "ok", 3),
    operation("write", "info", 9),
    operation("read", "fail", 5),
    operation("read", "ok", 1),
  ];
  const [read, write, cas, all] = operationRows(operations);
  expect(read).toEqual({ name: "read", all: 3, ok: 2, fail: 1, info: 0, latenciesMs: [1, 3] });
  expect(write).toEqual({ name: "write", all: 1, ok: 0, fail: 0, info: 1, latenciesMs: [] });
  expect(cas).toEqual({ name: "cas", all: 0, ok: 0, fail: 0, info: 0, latenciesMs: [] });
  expect(all).toEqual({ name: "all", all: 4, ok: 2, fail: 1, info: 1, latenciesMs: [1, 3] });
});

test("quantiles are times that were measured", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
  expect(latencyOf(hundred)).toEqual({ p50Ms: 50, p99Ms: 99 });
  expect(latencyOf([7])).toEqual({ p50Ms: 7, p99Ms: 7 });
  expect(latencyOf([])).toBeUndefined();
  expect(median([9, 1, 5])).toBe(5);
});

test("a tally counts", () => {
  expect([...tally(["a", "b", "a"])]).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});
