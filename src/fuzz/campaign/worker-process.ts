import type { ChildProcess } from "node:child_process";
import { WORKER_ENGINE } from "./engine.ts";
import { forkWorker } from "./forked.ts";
import type { LastWords, Obituary } from "./obituary.ts";
import type { SeedOutcome, SeedTask } from "./seed-task.ts";
import { CUT_SHORT, type News, type Order } from "./worker-messages.ts";

/** A seed and who waits for it. */
export interface Job {
  readonly task: SeedTask;
  readonly settle: (outcome: SeedOutcome) => void;
}

/** Hears what a worker tells. */
interface WorkerListener {
  answered(worker: WorkerProcess, outcome: SeedOutcome): void;
  /** So many operations of the seed that it works on are done. */
  working(operations: number): void;
  /** The process is gone; it can be told twice. */
  gone(worker: WorkerProcess, obituary: Obituary): void;
}

/** So long a process may take to start, beyond what it may take for anything else. */
const START_MS = 30_000;

/** A process of the pool, and the seeds that it was given: it works on the first, and the others wait in it. */
export class WorkerProcess {
  readonly jobs: Job[] = [];
  /** For how long it has told nothing, as the pool counts it; negative while it starts. */
  silentMs = -START_MS;
  private readonly child: ChildProcess;
  private readonly listener: WorkerListener;
  private readonly lastWords: LastWords;

  constructor(path: string, listener: WorkerListener) {
    this.listener = listener;
    const { child, lastWords } = forkWorker(path, WORKER_ENGINE);
    this.child = child;
    this.lastWords = lastWords;
    this.child.on("message", (news: News) => {
      this.silentMs = 0;
      if (news.kind === "working") listener.working(news.operations);
      else listener.answered(this, news.outcome);
    });
    // Not "exit": what it told before is heard first.
    this.child.once("close", this.hearEnd);
  }

  give(jobs: readonly Job[]): void {
    this.jobs.push(...jobs);
    this.silentMs = Math.min(this.silentMs, 0);
    this.send(jobs.map(({ task }) => task));
  }

  /** Asks for what has come of its seeds. */
  cutShort(): void {
    this.send(CUT_SHORT);
  }

  /** Lets it end by itself, and listens no more to what it tells. */
  release(): void {
    // Who has hung up hears of no "close".
    this.child.once("exit", this.hearEnd);
    if (this.child.connected) this.child.disconnect();
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private readonly hearEnd = (status: number | null, signal: NodeJS.Signals | null): void =>
    this.listener.gone(this, this.lastWords.obituary(status, signal));

  private send(order: Order): void {
    // It may be gone without our knowing it yet: then that is heard next.
    this.child.send(order, () => {});
  }
}
