import type { RaftCore } from "../../sut/index.ts";
import type { SlicedRun } from "../campaign/in-process.ts";
import type { RunOptions } from "../result.ts";
import type { Run } from "../run.ts";
import type { Setup } from "../tape/tape.ts";

/**
 * A way to look for bugs from a seed: starts what the seed of the options decides. What comes of that is a function of the
 * options and the core, whatever ran before or runs elsewhere.
 */
export type Strategy = (options: RunOptions, core: RaftCore) => Search;

/** What a strategy does with one seed: one run, or several until one of them fails. */
export interface Search extends SlicedRun {
  /** The run that `result` tells of: the one that failed if one did, or else the latest. */
  readonly told: Run;
  /** Of that run: with what it records, when it is asked to, this makes its tape. */
  readonly setup: Setup;
}
