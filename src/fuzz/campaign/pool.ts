import { join } from "node:path";
import { PACKAGE_ROOT } from "../package-root.ts";
import type { Obituary } from "./obituary.ts";
import { SeedPace } from "./seed-pace.ts";
import type { Executor, SeedOutcome, SeedTask } from "./seed-task.ts";
import { type Job, WorkerProcess } from "./worker-process.ts";

/** Workers load what was built: Node 20 cannot load TypeScript. */
const BUILT_WORKER = join(PACKAGE_ROOT, "dist/commands/worker.js");

/** A worker between two slices of its run answers in a fraction of this. One that does not loops for ever. */
const ANSWER_MS = 1000;

export interface PoolOptions {
  /** A worker that has told nothing for so long, while it works, stands still: it is ended. */
  readonly hangMs?: number;
  /** Hears now and then how many operations are done of a seed under way. */
  readonly onOperations?: (done: number) => void;
  readonly workerPath?: string;
}

/**
 * A pool of worker processes. Each is given seeds in short ranges, so that it need not wait for more. They start when
 * there is work for them, and live on until they are lost or the pool is closed. Whatever ends a process ends no other:
 * its seed has crashed, and another process takes over the seeds that it had not begun.
 */
export class Pool implements Executor {
  private readonly size: number;
  private readonly hangMs: number;
  private readonly onOperations: (done: number) => void;
  private readonly workerPath: string;
  private readonly pace = new SeedPace();
  private readonly waiting: Job[] = [];
  private readonly workers: WorkerProcess[] = [];
  private readonly watch: NodeJS.Timeout;
  /** Those that are not gone yet, the ones that were let go too. */
  private readonly living = new Set<WorkerProcess>();
  private isClosed = false;

  constructor(size: number, { hangMs = 60_000, onOperations = () => {}, workerPath = BUILT_WORKER }: PoolOptions = {}) {
    this.size = size;
    this.hangMs = hangMs;
    this.onOperations = onOperations;
    this.workerPath = workerPath;
    const lookMs = Math.min(1000, hangMs / 4);
    this.watch = setInterval(() => this.lookForHung(lookMs), lookMs).unref();
    process.once("exit", this.killAll);
  }

  /** Enough to keep every worker busy while a seed that takes ten times as long as others holds up the ones behind it. */
  get seedsAhead(): number {
    return this.size * Math.max(16, 8 * this.pace.rangeSize);
  }

  execute(task: SeedTask): Promise<SeedOutcome> {
    return new Promise((settle) => {
      this.waiting.push({ task, settle });
      this.dispatch();
    });
  }

  /** Busy workers are asked for what has come of their seeds; a run that loops for ever is ended with its worker. */
  cancel(): void {
    this.dropWaiting();
    for (const worker of this.workers) {
      const [asked] = worker.jobs;
      if (asked === undefined) continue;
      worker.cutShort();
      setTimeout(() => {
        if (worker.jobs[0] !== asked) return;
        this.remove(worker);
        worker.kill();
        settleAsCut(worker.jobs.splice(0));
        this.dispatch();
      }, ANSWER_MS).unref();
    }
  }

  /** Lets all workers go, the busy ones too. */
  close(): void {
    this.dropWaiting();
    clearInterval(this.watch);
    for (const worker of this.workers.splice(0)) {
      worker.release();
      settleAsCut(worker.jobs.splice(0));
    }
    setTimeout(this.killAll, ANSWER_MS).unref();
    this.isClosed = true;
    this.forgetWhenEmpty();
  }

  private forgetWhenEmpty(): void {
    if (this.living.size === 0) process.removeListener("exit", this.killAll);
  }

  private readonly killAll = (): void => {
    for (const worker of this.living) worker.kill();
  };

  private dropWaiting(): void {
    for (const { task, settle } of this.waiting.splice(0)) settle({ kind: "not-started", seed: task.seed });
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const worker = this.idleWorker();
      if (worker === undefined) return;
      worker.give(this.waiting.splice(0, this.pace.rangeSize));
    }
  }

  /** One that has nothing to do, or a new one; else one that soon will have nothing. */
  private idleWorker(): WorkerProcess | undefined {
    const idle = this.workers.find(({ jobs }) => jobs.length === 0);
    if (idle !== undefined) return idle;
    if (this.workers.length < this.size) return this.startWorker();
    return this.workers.find(({ jobs }) => jobs.length <= this.pace.lowLevel);
  }

  private startWorker(): WorkerProcess {
    const worker = new WorkerProcess(this.workerPath, {
      answered: (worker, outcome) => this.answered(worker, outcome),
      working: this.onOperations,
      gone: (worker, obituary) => this.gone(worker, obituary),
    });
    this.workers.push(worker);
    this.living.add(worker);
    return worker;
  }

  private answered(worker: WorkerProcess, outcome: SeedOutcome): void {
    // The pool may have given up waiting for it.
    worker.jobs.shift()?.settle(outcome);
    if (outcome.kind === "finished") this.pace.note(outcome.record.wallMs);
    this.dispatch();
  }

  /** A process that ends by itself takes the seed with it that it worked on. */
  private gone(worker: WorkerProcess, { message, signal, stack }: Obituary): void {
    this.living.delete(worker);
    if (this.isClosed) this.forgetWhenEmpty();
    this.remove(worker);
    const [job] = worker.jobs;
    // A signal to all processes ends one that has not even begun to listen.
    if (signal === "SIGINT" || signal === "SIGTERM") settleAsCut(worker.jobs.splice(0));
    else if (job !== undefined) this.giveUp(worker, { kind: "crashed", seed: job.task.seed, message, stack });
    this.dispatch();
  }

  /** Settles the seed that a worker had in hand; those behind it are the next that others begin with. */
  private giveUp(worker: WorkerProcess, outcome: SeedOutcome): void {
    const [job, ...others] = worker.jobs.splice(0);
    job!.settle(outcome);
    this.waiting.unshift(...others);
  }

  /** Time is counted by looks, of which a machine that slept has missed some. */
  private lookForHung(lookMs: number): void {
    for (const worker of this.workers.slice()) {
      if (worker.jobs.length === 0) continue;
      worker.silentMs += lookMs;
      if (worker.silentMs < this.hangMs) continue;
      const { seed } = worker.jobs[0]!.task;
      const message = `no event was handled for ${this.hangMs / 1000} s, and the worker was ended`;
      this.remove(worker);
      worker.kill();
      this.giveUp(worker, { kind: "crashed", seed, message, stack: message, isHung: true });
    }
    this.dispatch();
  }

  private remove(worker: WorkerProcess): void {
    const place = this.workers.indexOf(worker);
    if (place >= 0) this.workers.splice(place, 1);
  }
}

/** The first was under way; the others had not begun. */
function settleAsCut([first, ...others]: readonly Job[]): void {
  first?.settle({ kind: "cut-short", seed: first.task.seed, partial: undefined });
  for (const { task, settle } of others) settle({ kind: "not-started", seed: task.seed });
}
