import type { StoredSnapshot } from "./configuration-bytes.ts";

/** What is durable when a batch is done. */
export interface Milestone {
  /** Every write up to this number. */
  readonly write: number;
  /** The snapshot of the own machine that was saved last in the batch; 0 if none was. */
  readonly savedSnapshotIndex: number;
  /** The snapshot that counts. */
  readonly stored: StoredSnapshot | undefined;
  /** Files of snapshots that counted before, and do not any more. */
  readonly superseded: readonly string[];
}

/** What is durable, what the batch under way makes durable, and what the next one will. */
export class Batches {
  /** Of the last write that was taken. */
  lastWrite = 0;
  /** As in Milestone, for the next batch. */
  savedSnapshotIndex = 0;
  superseded: string[] = [];
  private done: Milestone;
  private underWay: Milestone | undefined = undefined;
  private reason: string | undefined = undefined;

  constructor(stored: StoredSnapshot | undefined) {
    this.done = { write: 0, savedSnapshotIndex: 0, stored, superseded: [] };
  }

  get durable(): Milestone {
    return this.done;
  }

  get isUnderWay(): boolean {
    return this.underWay !== undefined;
  }

  /** Why nothing is written any more; undefined as long as it is. */
  get failure(): string | undefined {
    return this.reason;
  }

  /** All that was written up to now is in the batch that begins. */
  begin(stored: StoredSnapshot | undefined): void {
    const { lastWrite: write, savedSnapshotIndex, superseded } = this;
    this.underWay = { write, savedSnapshotIndex, stored, superseded };
    this.savedSnapshotIndex = 0;
    this.superseded = [];
  }

  /** Only what the batch under way began with is durable. */
  end(): Milestone {
    if (this.underWay === undefined) throw new Error("no batch is under way");
    this.done = this.underWay;
    this.underWay = undefined;
    return this.done;
  }

  /** For good. */
  fail(reason: string): void {
    if (this.underWay === undefined) throw new Error("no batch is under way");
    this.underWay = undefined;
    this.reason = reason;
  }

  fork(): Batches {
    const copy = new Batches(undefined);
    return Object.assign(copy, this, { superseded: this.superseded.slice() });
  }
}
