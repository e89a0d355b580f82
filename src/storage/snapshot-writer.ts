import type { Snapshot } from "../raft/index.ts";

/** Who keeps a snapshot that is being saved. */
interface SnapshotKeeper {
  appendSaved(snapshot: Snapshot, data: Uint8Array): void;
  finishSaved(snapshot: Snapshot): void;
}

/**
 * Takes the data of a snapshot of the own machine in pieces, over as many batches as the owner likes. One that another
 * has taken the place of, later or from a leader, takes them all the same, and nothing comes of it.
 */
export class SnapshotWriter {
  readonly snapshot: Snapshot;
  private readonly keeper: SnapshotKeeper;

  constructor(snapshot: Snapshot, keeper: SnapshotKeeper) {
    this.snapshot = snapshot;
    this.keeper = keeper;
  }

  append(data: Uint8Array): void {
    this.keeper.appendSaved(this.snapshot, data);
  }

  /** That was all. The snapshot counts when a batch is done that says so. */
  finish(): void {
    this.keeper.finishSaved(this.snapshot);
  }
}
