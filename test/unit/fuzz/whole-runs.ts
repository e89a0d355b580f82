import type { RunResult } from "../../../src/fuzz/result.ts";
import { type RaftCore, Run } from "../../../src/fuzz/run.ts";
import * as shippedCore from "../../../src/sut/core.ts";

/** A run of the shipped core with all checkers, or of a build that stands in its place. */
export function startRun(seed: string, nodes: number, operations: number, core: RaftCore = shippedCore): Run {
  return Run.start({ seed, nodes, operations, checkers: true }, core);
}

/** Goes on to the end; what has come of it. */
export function finish(run: Run): RunResult {
  while (!run.advance(10_000));
  return run.result();
}

export function resultOf(seed: string, nodes: number, operations: number, core: RaftCore = shippedCore): RunResult {
  return finish(startRun(seed, nodes, operations, core));
}
