import type { FileOperation, Storage } from "../../storage/index.ts";
import type { FileRunner } from "../files/file-runner.ts";
import type { NodeClock } from "./node-clock.ts";
import type { NodeListener } from "./node-listener.ts";
import { SyncPace } from "./sync-pace.ts";

/** What a finished batch has made durable: the last write, and the snapshot that was saved; 0 if none was. */
export type Durable = ReturnType<Storage["batchDone"]>;

/** Of a larger batch many wait, and to take what else they ask for meanwhile is worth more than to be done at once. */
const FEW_BYTES = 4 * 1024;

/**
 * Carries storage's batches out, one at a time: what is written meanwhile goes into the next. A thread waits for the disk,
 * unless the batch is small and the disk was quick of late: to wake a thread, and to be woken by it, takes as long then as
 * the sync itself.
 */
export class Disk {
  private readonly storage: Storage;
  private readonly runner: FileRunner;
  private readonly clock: NodeClock;
  private readonly listener: NodeListener;
  private readonly wake: () => void;
  private readonly pace = new SyncPace();
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

  /**
   * Begins the next batch, unless one is under way or there is nothing to do. `mayWait`: nobody else would begin with
   * anything later if everything here stood still for a moment.
   */
  start(mayWait: boolean): void {
    if (this.underWay !== undefined) return;
    const batch = this.storage.takeBatch();
    if (batch === undefined) return;
    const startedUs = this.clock.monotonicUs();
    const bytes = appendedBytes(batch);
    const done = (): void => {
      const durationUs = this.clock.monotonicUs() - startedUs;
      this.pace.took(durationUs);
      this.listener.synced(durationUs, bytes);
      this.isFinished = true;
    };
    if (mayWait && bytes <= FEW_BYTES && this.pace.isQuick && this.isDoneAtOnce(batch)) done();
    else if (this.failure === undefined) {
      this.underWay = this.runner.run(batch).then(
        () => {
          done();
          this.wake();
        },
        (error: unknown) => {
          this.fail(error as Error);
          this.wake();
        },
      );
    }
  }

  /** Whether `takeDurable` has something to say. */
  get hasNews(): boolean {
    return this.isFinished || this.failure !== undefined;
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
      this.start(false);
      if (this.underWay === undefined) return;
      await this.underWay;
    }
  }

  private isDoneAtOnce(batch: readonly FileOperation[]): boolean {
    try {
      return this.runner.runAtOnce(batch);
    } catch (error) {
      this.fail(error as Error);
      return false;
    }
  }

  private fail(error: Error): void {
    this.failure = error;
    this.storage.batchFailed(error.message);
  }
}

function appendedBytes(batch: readonly FileOperation[]): number {
  return batch.reduce((sum, operation) => sum + (operation.kind === "append" ? operation.bytes.length : 0), 0);
}
