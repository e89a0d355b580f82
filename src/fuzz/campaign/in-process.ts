import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RunResult } from "../result.ts";
import { ReachedStates } from "../states/reached-states.ts";
import { crashOf, type Executor, type SeedOutcome, type SeedTask } from "./seed-task.ts";
import { judgeTwins } from "./twin.ts";

/** A run as far as executing it goes; `Run` has this shape. */
export interface SlicedRun {
  /** Carries out at most so many events; true when the run is over. */
  advance(maxEvents: number): boolean;
  readonly operationsDone: number;
  result(): RunResult;
}

/** The abstract states that it reaches are noted where they are asked for. */
type StartRun = (task: SeedTask, reached?: ReachedStates) => Promise<SlicedRun>;

/** About a hundredth of a second: short enough for signals and timers to be heard between slices. */
const EVENTS_PER_SLICE = 20_000;

/** Carries out one seed at a time in this thread, in slices. */
export class InProcess implements Executor {
  readonly seedsAhead = 1;
  private readonly startRun: StartRun;
  private readonly onOperations: (done: number) => void;
  private cancellations = 0;

  /** `onOperations` hears after each slice how many operations of the seed are done; a twin's count on top. */
  constructor(startRun: StartRun, onOperations: (done: number) => void = () => {}) {
    this.startRun = startRun;
    this.onOperations = onOperations;
  }

  cancel(): void {
    this.cancellations++;
  }

  async execute(task: SeedTask): Promise<SeedOutcome> {
    try {
      return await this.carryOut(task);
    } catch (error) {
      return crashOf(task.seed, error);
    }
  }

  private async carryOut(task: SeedTask): Promise<SeedOutcome> {
    const epoch = this.cancellations;
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    const reached = task.notesStates && new ReachedStates();
    const run = await this.startRun(task, reached);
    const finished = await this.finish(run, epoch, 0);
    let result = run.result();
    let finishedAll = finished;
    if (finished && task.twin) {
      const twin = await this.startRun(task);
      finishedAll = await this.finish(twin, epoch, result.operations);
      if (finishedAll) result = judgeTwins(result, twin.result());
    }
    // A violation found is found, whether or not the runs came to their end.
    if (!finishedAll && result.verdict !== "fail") return { kind: "cut-short", seed: task.seed, partial: result };
    const { system, user } = process.cpuUsage(startCpu);
    const cpuMs = (system + user) / 1_000;
    const record = { result, wallMs: performance.now() - startMs, cpuMs };
    return { kind: "finished", record, ...(reached && { reached: reached.list() }) };
  }

  /** False when it was cancelled on the way. */
  private async finish(run: SlicedRun, epoch: number, operationsBefore: number): Promise<boolean> {
    for (;;) {
      // Before the first slice too: a campaign of short runs must hear signals as well.
      await nextTurn();
      if (this.cancellations !== epoch) return false;
      if (run.advance(EVENTS_PER_SLICE)) return true;
      this.onOperations(operationsBefore + run.operationsDone);
    }
  }
}
