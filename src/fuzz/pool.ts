import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { PACKAGE_ROOT } from "./package-root.ts";
import { crashOf, type Executor, type SeedOutcome, type SeedTask } from "./seed-task.ts";

/** Workers load what was built: a worker of Node 20 cannot load TypeScript. */
const BUILT_WORKER_URL = pathToFileURL(join(PACKAGE_ROOT, "dist/src/fuzz/worker.js"));

interface Job {
  readonly task: SeedTask;
  readonly settle: (outcome: SeedOutcome) => void;
}

/**
 * A pool of worker threads, one seed at a time on each. Workers start when there is work for them and live on until
 * they are cancelled or the pool is closed.
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

  /** Busy workers are terminated, which ends even a run that loops for ever; the idle ones stay. */
  cancel(): void {
    for (const { task, settle } of this.waiting.splice(0)) settle(cutShort(task));
    for (const [worker, { task, settle }] of this.busy) {
      this.busy.delete(worker);
      void worker.terminate();
      settle(cutShort(task));
    }
  }

  /** Cancels what is under way and lets all workers go. */
  close(): void {
    this.cancel();
    for (const worker of this.idle.splice(0)) void worker.terminate();
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
      const job = this.busy.get(worker);
      if (job === undefined) return;
      this.busy.delete(worker);
      this.idle.push(worker);
      job.settle(outcome);
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
    this.busy.delete(worker);
    job.settle(crashOf(job.task.seed, error));
    this.dispatch();
  }
}

function cutShort(task: SeedTask): SeedOutcome {
  return { kind: "cut-short", seed: task.seed, partial: undefined };
}
