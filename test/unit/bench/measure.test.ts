import { expect, test } from "vitest";
import { measureCampaign } from "../../../src/bench/campaigns.ts";
import { measureCell } from "../../../src/bench/measure.ts";
import { measureQueue } from "../../../src/bench/queue.ts";
import { Run } from "../../../src/fuzz/run.ts";
import * as core from "../../../src/sut/core.ts";

test("a cell's process carries out the run that it is asked for", async () => {
  const options = { nodes: 3, operations: 300, seed: "1", checkers: true };
  const run = Run.start(options, core);
  while (!run.advance(10_000));
  const { events, messages } = run.result();
  const measured = await measureCell(options);
  expect(measured).toMatchObject({ operations: 300, events, messages: messages.delivered });
  expect(measured.peakBytes).toBeGreaterThanOrEqual(measured.endBytes);
  expect(measured.runMs).toBeGreaterThan(0);
  expect(measured.processMs).toBeGreaterThan(0);
});

test("a cell whose process fails is no measurement", async () => {
  await expect(measureCell({ nodes: -1, operations: 300, seed: "1", checkers: true })).rejects.toThrow();
});

test.each([1, 2])("a campaign of %i workers is told by the seeds that it does in a second", async (workers) => {
  const startMs = performance.now();
  const seedsPerSecond = await measureCampaign(workers, ["-n", "3", "-o", "50", "-s", "1", "--seeds", "4", "--json"]);
  expect(seedsPerSecond).toBeGreaterThan(4_000 / (performance.now() - startMs));
});

test("the queue is timed round by round", () => {
  const rounds = measureQueue();
  expect(rounds).toHaveLength(5);
  for (const ns of rounds) expect(ns).toBeGreaterThan(0);
});
