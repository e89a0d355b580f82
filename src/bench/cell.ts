/** A process of its own for one run: prints what the run took, as one line of JSON. */
import { performance } from "node:perf_hooks";
import type { RunOptions } from "../fuzz/result.ts";
import { Run } from "../fuzz/run.ts";
import * as core from "../sut/core.ts";
import type { CellReport } from "./measure.ts";

const EVENTS_PER_SLICE = 2_000;
/** When few operations are left: the calm after the last of them, and the checks at the end, are no part of its fifth. */
const EVENTS_PER_LAST_SLICE = 20;
const LAST_OPERATIONS = 400;
const PARTS = 5;

const options = JSON.parse(process.argv[2] ?? "") as RunOptions;
const startMs = performance.now();
const run = Run.start(options, core);
const partEndsMs: number[] = [];
while (!run.advance(sliceEvents())) {
  while (run.operationsDone * PARTS >= options.operations * (partEndsMs.length + 1)) partEndsMs.push(elapsedMs());
}
const runMs = elapsedMs();
const endBytes = process.memoryUsage().rss;
const { verdict, violations, events, messages } = run.result();
if (verdict !== "pass") throw new Error(`the run to be timed failed: ${violations[0]!.message}`);
const report: CellReport = {
  runMs,
  partEndsMs,
  events,
  messages: messages.delivered,
  endBytes,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(report)}\n`);

function sliceEvents(): number {
  return options.operations - run.operationsDone > LAST_OPERATIONS ? EVENTS_PER_SLICE : EVENTS_PER_LAST_SLICE;
}

function elapsedMs(): number {
  return performance.now() - startMs;
}
