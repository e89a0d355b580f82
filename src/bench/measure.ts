import { execFile } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { PACKAGE_ROOT } from "../fuzz/package-root.ts";
import type { RunOptions } from "../fuzz/result.ts";
import { measureQueue } from "./queue.ts";

/** What a cell's process says of its run. */
export interface CellReport {
  /** From the start of the run to its last event. */
  readonly runMs: number;
  /** When each fifth of the operations was done, to within a slice of events; the last may be missing. */
  readonly partEndsMs: readonly number[];
  readonly events: number;
  /** Messages delivered. */
  readonly messages: number;
  /** Resident memory of the process when the run was over, and the most it ever was. */
  readonly endBytes: number;
  readonly peakBytes: number;
}

export interface CellMeasurement extends CellReport {
  readonly operations: number;
  /** What the process took beside the run: to start, to load, to end. */
  readonly processMs: number;
}

/** Runs of one cluster size, with the yardstick taken right before and after them. */
export interface Group {
  readonly nodes: number;
  readonly checkers: boolean;
  /** Nanoseconds per operation of the bare queue, by round. */
  readonly queueNs: readonly number[];
  readonly runs: readonly CellMeasurement[];
}

export const SEED = "1";
export const SHORT = 5_000;
export const MIDDLE = 50_000;
export const LONG = 500_000;

/** Lengths are interleaved, so that a machine that changes its speed favours none of them. */
const SEQUENCE = [SHORT, MIDDLE, SHORT, MIDDLE, LONG, SHORT, MIDDLE];

/** Built as the commands are: what is timed is what people run. */
const CELL = join(PACKAGE_ROOT, "dist/commands/cell.js");
const execute = promisify(execFile);

export async function measureGroup(nodes: number, checkers: boolean, quick: boolean): Promise<Group> {
  const queueBefore = measureQueue();
  const runs: CellMeasurement[] = [];
  for (const operations of SEQUENCE) {
    if (quick && operations === LONG) continue;
    runs.push(await measureCell({ nodes, operations, seed: SEED, checkers }));
  }
  return { nodes, checkers, queueNs: [...queueBefore, ...measureQueue()], runs };
}

/** One run in a fresh process: what another has compiled, or left on the heap, neither helps nor hinders it. */
export async function measureCell(options: RunOptions): Promise<CellMeasurement> {
  const startMs = performance.now();
  const { stdout } = await execute(process.execPath, [CELL, JSON.stringify(options)]);
  const totalMs = performance.now() - startMs;
  const report = JSON.parse(stdout) as CellReport;
  return { ...report, operations: options.operations, processMs: totalMs - report.runMs };
}
