/** A process of its own for one run: prints what the run took, as one line of JSON. */
import { performance } from "node:perf_hooks";
import { prepareEngine } from "../fuzz/campaign/engine.ts";
import type { RunOptions } from "../fuzz/result.ts";
import { Run } from "../fuzz/run.ts";
import * as core from "../sut/core.ts";
import type { CellReport } from "./measure.ts";

/** As many as a campaign lets pass at a time. */
const EVENTS_PER_SLICE = 20_000;
const LEAST_EVENTS_PER_SLICE = 20;
const PARTS = 5;

const options = JSON.parse(process.argv[2] ?? "") as RunOptions;
prepareEngine(options.operations);
const startMs = performance.now();
const run = Run.start(options, core);
const partEndsMs: number[] = [];
while (!run.advance(sliceEvents())) {
  while (run.operationsDone * PARTS >= options.operations * (partEndsMs.length + 1)) partEndsMs.push(elapsedMs());
}
const runMs = elapsedMs();
const endBytes = process.memoryUsage().rss;
const { verdict, violations, events, messages } = run.result();
if (verdict === "fail") throw new Error(`the run to be timed failed: ${violations[0]!.message}`);
const report: CellReport = {
  runMs,
  partEndsMs,
  events,
  messages: messages.delivered,
  endBytes,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(report)}\n`);

/**
 * The fewer, the fewer operations are left, of which each takes a dozen events: the calm after the last of them, and the
 * checks at the end, are no part of its fifth.
 */
function sliceEvents(): number {
  const operationsLeft = options.operations - run.operationsDone;
  if (operationsLeft === 0) return EVENTS_PER_SLICE;
  return Math.min(EVENTS_PER_SLICE, Math.max(LEAST_EVENTS_PER_SLICE, operationsLeft * 4));
}

function elapsedMs(): number {
  return performance.now() - startMs;
}
