import { expect, test } from "vitest";
import { figuresOf, longestPauseMs } from "../../../../src/bench/experiments/completion.ts";
import { SimulatedCluster } from "../../../../src/bench/simulated/simulated-cluster.ts";

const never = new AbortController().signal;

async function loaded(clients: number, seed: string) {
  const cluster = new SimulatedCluster(3, clients, seed, never);
  await cluster.leader();
  cluster.begin(clients);
  await cluster.run(0.5);
  return { cluster, span: await cluster.run(0.5) };
}

test("the same seed measures the same, to the microsecond", async () => {
  const [one, other, another] = [await loaded(4, "a"), await loaded(4, "a"), await loaded(4, "b")];
  expect(one.span.completions).toEqual(other.span.completions);
  expect(one.span.completions).not.toEqual(another.span.completions);
});

test("clients never run out of writes, and each waits for its answer before it writes again", async () => {
  const { span } = await loaded(4, "a");
  const { p50Ms, writesPerSecond } = figuresOf(span.completions, 0.5);
  expect(span.toMs - span.fromMs).toBeCloseTo(500, 6);
  // Little's law, with four clients that are always busy.
  expect((writesPerSecond * p50Ms) / 1_000).toBeGreaterThan(3.5);
  expect((writesPerSecond * p50Ms) / 1_000).toBeLessThan(4.5);
});

test("nothing is answered after the end, and what was asked before it was", async () => {
  const { cluster } = await loaded(4, "a");
  await cluster.end();
  expect((await cluster.run(0.5)).completions).toEqual([]);
});

test("without its leader a cluster answers only after an election, and a node that is back catches up", async () => {
  const { cluster } = await loaded(4, "a");
  const leader = await cluster.leader();
  const killedMs = await cluster.kill(leader);
  const { completions, fromMs, toMs } = await cluster.run(3);
  expect(killedMs).toBeLessThanOrEqual(fromMs);
  expect(longestPauseMs(completions, fromMs, toMs)).toBeGreaterThan(150);
  expect(await cluster.leader()).not.toBe(leader);
  await cluster.restart(leader);
  expect((await cluster.run(1)).completions.length).toBeGreaterThan(500);
});

test("a person who interrupts is heard", async () => {
  const interrupt = new AbortController();
  const cluster = new SimulatedCluster(3, 1, "a", interrupt.signal);
  cluster.begin(1);
  setTimeout(() => interrupt.abort(), 5);
  await expect(cluster.run(100_000)).rejects.toThrow("aborted");
});
