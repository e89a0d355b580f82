import type { RaftCore } from "../../sut/index.ts";
import type { SlicedRun } from "../campaign/in-process.ts";
import type { RunOptions } from "../result.ts";
import type { Run } from "../run.ts";
import type { Setup } from "../tape/tape.ts";

/** A way to look for bugs from a seed. What it does is a function of the options, whatever ran before or elsewhere. */
export interface Strategy {
  /** In words that continue "it is". */
  readonly summary: string;
  /** Starts what the seed of the options decides. */
  start(options: RunOptions, core: RaftCore): Search;
}

/** What a strategy does with one seed: one run, or many that share their past. */
export interface Search extends SlicedRun {
  /** The run that `result` tells of: one that failed if any did. */
  readonly told: Run;
  /** Of all its runs. */
  readonly setup: Setup;
}
