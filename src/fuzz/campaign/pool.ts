import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { PACKAGE_ROOT } from "../package-root.ts";
import { CUT_SHORT, crashOf, type Executor, type SeedOutcome, type SeedTask } from "./seed-task.ts";

/** Workers load what was built: a worker of Node 20 cannot load TypeScript. */
const BUILT_WORKER_URL = pathToFileURL(join(PACKAGE_ROOT, "dist/src/fuzz/campaign/worker.js"));

/** A worker between two slices of its run answers in a fraction of this. One that does not loops for ever. */
const ANSWER_MS = 1000;

interface Job {
  readonly task: SeedTask;
  readonly settle: (outcome: SeedOutcome) => void;
  /** Ends the worker; set when it has been asked to cut the seed short. */
  patience?: NodeJS.Timeout;
}

/**
 * A pool of worker threads, one seed at a time on each. Workers start when there is work for them and live on until
 * they are lost or the pool is closed.
 */
export class Pool implements Executor {
  readonly concurrency: number;
  private readonly workerUrl: URL;
  private readonly waiting: Job[] = [];
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Job>();

  constructor(concurrency: number, workerUrl = BUILT_WORKER_URL) {
    this.concurrency = concurrency;
    this.workerUrl = workerUrl;
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
    for (const [worker, job] of this.busy) {
      if (job.patience !== undefined) continue;
      worker.postMessage(CUT_SHORT);
      job.patience = setTimeout(() => this.terminate(worker), ANSWER_MS);
    }
  }

  /** Lets all workers go, the busy ones too. */
  close(): void {
    this.dropWaiting();
    for (const worker of this.busy.keys()) this.terminate(worker);
    for (const worker of this.idle.splice(0)) void worker.terminate();
  }

  private dropWaiting(): void {
    for (const { task, settle } of this.waiting.splice(0)) settle({ kind: "not-started", seed: task.seed });
  }

  private terminate(worker: Worker): void {
    const { seed } = this.busy.get(worker)!.task;
    void worker.terminate();
    this.settle(worker, { kind: "cut-short", seed, partial: undefined });
    this.dispatch();
  }

  private settle(worker: Worker, outcome: SeedOutcome): void {
    const job = this.busy.get(worker)!;
    clearTimeout(job.patience);
    this.busy.delete(worker);
    job.settle(outcome);
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      if (this.idle.length === 0 && this.busy.size >= this.concurrency) return;
      const worker = this.idle.pop() ?? this.startWorker();
      const job = this.waiting.shift()!;
      this.busy.set(worker, job);
      worker.postMessage(job.task);
    }
  }

  private startWorker(): Worker {
    const worker = new Worker(this.workerUrl);
    worker.on("message", (outcome: SeedOutcome) => {
      if (!this.busy.has(worker)) return;
      this.settle(worker, outcome);
      this.idle.push(worker);
      this.dispatch();
    });
    worker.on("error", (error) => this.lost(worker, error));
    worker.on("exit", (status) => this.lost(worker, new Error(`the worker left with status ${status}`)));
    return worker;
  }

  /** A worker that ends by itself takes its seed with it; the next seed gets a new worker. */
  private lost(worker: Worker, error: unknown): void {
    const place = this.idle.indexOf(worker);
    if (place >= 0) this.idle.splice(place, 1);
    const job = this.busy.get(worker);
    if (job === undefined) return;
    this.settle(worker, crashOf(job.task.seed, error));
    this.dispatch();
  }
}
