import type { RaftCore } from "../../sut/index.ts";
import { type Storm, setupOf } from "../create-cluster.ts";
import { drawProbing } from "../probes/probing.ts";
import type { RunOptions, RunResult } from "../result.ts";
import { Run } from "../run.ts";
import type { Setup } from "../tape/tape.ts";
import type { Search } from "./strategy.ts";

/** One run of one storm. */
export class OneRun implements Search {
  readonly told: Run;
  readonly setup: Setup;

  constructor(options: RunOptions, core: RaftCore, drawn: Storm) {
    const storm = drawProbing(options, drawn);
    this.told = Run.start(options, core, storm);
    this.setup = setupOf(storm);
  }

  get operationsDone(): number {
    return this.told.operationsDone;
  }

  advance(maxEvents: number): boolean {
    return this.told.advance(maxEvents);
  }

  result(): RunResult {
    return this.told.result();
  }
}
