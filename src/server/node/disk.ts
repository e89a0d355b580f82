import type { Storage } from "../../storage/index.ts";
import type { FileRunner } from "../files/file-runner.ts";
import type { NodeClock } from "./node-clock.ts";
import type { NodeListener } from "./node-listener.ts";

/** What a finished batch has made durable: the last write, and the snapshot that was saved; 0 if none was. */
export type Durable = ReturnType<Storage["batchDone"]>;

/** Carries storage's batches out, one at a time: what is written meanwhile goes into the next. */
export class Disk {
  private readonly storage: Storage;
  private readonly runner: FileRunner;
  private readonly clock: NodeClock;
  private readonly listener: NodeListener;
  private readonly wake: () => void;
  private underWay: Promise<void> | undefined = undefined;
  private isFinished = false;
  private failure: Error | undefined = undefined;

  /** `wake`: a batch is done, or has failed. */
  constructor(storage: Storage, runner: FileRunner, clock: NodeClock, listener: NodeListener, wake: () => void) {
    this.storage = storage;
    this.runner = runner;
    this.clock = clock;
    this.listener = listener;
    this.wake = wake;
  }

  /** Begins the next batch, unless one is under way or there is nothing to do. */
  start(): void {
    if (this.underWay !== undefined) return;
    const batch = this.storage.takeBatch();
    if (batch === undefined) return;
    const startedUs = this.clock.monotonicUs();
    this.underWay = this.runner.run(batch).then(
      () => {
        const bytes = batch.reduce(
          (sum, operation) => sum + (operation.kind === "append" ? operation.bytes.length : 0),
          0,
        );
        this.listener.synced(this.clock.monotonicUs() - startedUs, bytes);
        this.isFinished = true;
        this.wake();
      },
      (error: unknown) => {
        this.failure = error as Error;
        this.storage.batchFailed(this.failure.message);
        this.wake();
      },
    );
  }

  /** What has become durable since this was asked last. Throws what the files threw: nothing is tried again. */
  takeDurable(): Durable | undefined {
    if (this.failure !== undefined) throw this.failure;
    if (!this.isFinished) return undefined;
    this.isFinished = false;
    this.underWay = undefined;
    return this.storage.batchDone();
  }

  /** Begins no other batch: the node has failed, and what it would write may be wrong. */
  abandon(reason: Error): void {
    this.failure ??= reason;
  }

  /** Kept when all that was written is done, or has failed. Nothing is reported any more. */
  async drain(): Promise<void> {
    await this.underWay;
    while (this.failure === undefined) {
      this.takeDurable();
      this.start();
      if (this.underWay === undefined) return;
      await this.underWay;
    }
  }
}
