import { expect, test } from "vitest";
import type { Pair } from "../../../../src/bench/etcd/contest.ts";
import { standingLines, standings } from "../../../../src/bench/etcd/contest-table.ts";

const figures = (writesPerSecond: number, p50Ms: number) => ({ writesPerSecond, p50Ms, p99Ms: p50Ms * 2 });

const pair = (connections: number, round: number, kraft: number, etcd: number): Pair => ({
  connections,
  round,
  kraft: figures(kraft, 2),
  etcd: figures(etcd, 4),
});

const pairs = [pair(1, 1, 100, 50), pair(16, 1, 900, 1_000), pair(1, 2, 300, 300), pair(1, 3, 1_000, 1_250)];

test("ratios are medians of those within a pair, not ratios of medians", () => {
  const [one, sixteen] = standings(pairs);
  expect(one).toMatchObject({ connections: 1, rounds: 3, writesRatio: 1, p50Ratio: 0.5 });
  expect(one!.kraft.writesPerSecond).toBe(300);
  expect(sixteen).toMatchObject({ connections: 16, rounds: 1, writesRatio: 0.9 });
});

test("each number of connections is a line of the table", () => {
  expect(standingLines(standings(pairs))).toEqual([
    "connections  kraft writes/s  etcd writes/s  kraft / etcd  kraft p50  etcd p50  kraft / etcd",
    "          1             300            300          1.00    2.00 ms   4.00 ms          0.50",
    "         16             900          1,000          0.90    2.00 ms   4.00 ms          0.50",
  ]);
});
