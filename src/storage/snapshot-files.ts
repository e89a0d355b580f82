import type { Snapshot } from "../raft/index.ts";
import type { StoredSnapshot } from "./configuration-bytes.ts";
import { RECEIVED_PIECES, SAVED_PIECES, snapshotName } from "./file-names.ts";
import type { FileOperation } from "./file-operation.ts";
import { BlockWriter } from "./snapshot-blocks.ts";

/** A file that is synced in steps of this size: its last sync is short, and holds up the log's only for a moment. */
const SYNC_BYTES = 1 << 20;

/** A snapshot that is not complete yet, in a file with a temporary name. */
interface Growing {
  readonly snapshot: Snapshot;
  readonly file: string;
  readonly blocks: BlockWriter;
  unsyncedBytes: number;
}

/** The files of snapshots on their way: this machine's own, and a leader's. Neither counts before a record in the log. */
export class SnapshotFiles {
  private saved: Growing | undefined = undefined;
  private received: Growing | undefined = undefined;
  private operations: FileOperation[] = [];

  /** The snapshot of the own machine that is being saved. */
  get saving(): Snapshot | undefined {
    return this.saved?.snapshot;
  }

  /** Begins with the own machine's; what was being saved is dropped. */
  startSaving(snapshot: Snapshot): void {
    this.saved = this.start(snapshot, SAVED_PIECES);
  }

  appendSaved(data: Uint8Array): void {
    this.saved?.blocks.append(data);
  }

  finishSaving(): StoredSnapshot {
    const stored = this.finish(this.saved);
    this.saved = undefined;
    return stored;
  }

  /** The own snapshot was overtaken by a leader's. */
  dropSaving(): void {
    if (this.saved !== undefined) this.operations.push({ kind: "remove", file: SAVED_PIECES });
    this.saved = undefined;
  }

  /** Keeps a piece of a leader's snapshot. The first drops all before. */
  receive(snapshot: Snapshot, offset: number, data: Uint8Array): void {
    if (offset === 0) this.received = this.start(snapshot, RECEIVED_PIECES);
    const { received } = this;
    if (received?.snapshot.index !== snapshot.index || received.blocks.dataBytes !== offset) {
      const held =
        received === undefined ? "nothing" : `${received.blocks.dataBytes} bytes of ${received.snapshot.index}`;
      throw new Error(`a piece at ${offset} of snapshot ${snapshot.index} follows ${held}`);
    }
    received.blocks.append(data);
  }

  /** The pieces of this snapshot are all there. */
  finishReceiving(snapshot: Snapshot): StoredSnapshot {
    const { received } = this;
    if (received?.snapshot.index !== snapshot.index) {
      throw new Error(
        `snapshot ${snapshot.index} is installed, and the pieces are of ${received?.snapshot.index ?? 0}`,
      );
    }
    this.received = undefined;
    return { ...this.finish(received), snapshot };
  }

  takeOperations(): FileOperation[] {
    for (const growing of [this.saved, this.received]) {
      if (growing === undefined) continue;
      this.emit(growing);
      if (growing.unsyncedBytes >= SYNC_BYTES) this.sync(growing);
    }
    const { operations } = this;
    this.operations = [];
    return operations;
  }

  fork(): SnapshotFiles {
    const copy = new SnapshotFiles();
    copy.saved = this.saved && { ...this.saved, blocks: this.saved.blocks.fork() };
    copy.received = this.received && { ...this.received, blocks: this.received.blocks.fork() };
    copy.operations = this.operations.slice();
    return copy;
  }

  private start(snapshot: Snapshot, file: string): Growing {
    this.operations.push({ kind: "create", file });
    return { snapshot, file, blocks: new BlockWriter(), unsyncedBytes: 0 };
  }

  /** The file gets its name only when all that is in it is durable, and the name is durable before a record tells it. */
  private finish(growing: Growing | undefined): StoredSnapshot {
    if (growing === undefined) throw new Error("there is no snapshot to be finished");
    const { snapshot, file, blocks } = growing;
    blocks.finish();
    this.emit(growing);
    this.sync(growing);
    this.operations.push({ kind: "rename", file, to: snapshotName(snapshot) });
    this.operations.push({ kind: "sync-directory" });
    return { snapshot, dataBytes: blocks.dataBytes };
  }

  private emit(growing: Growing): void {
    const bytes = growing.blocks.takeBytes();
    if (bytes.length === 0) return;
    this.operations.push({ kind: "append", file: growing.file, bytes });
    growing.unsyncedBytes += bytes.length;
  }

  private sync(growing: Growing): void {
    this.operations.push({ kind: "sync", file: growing.file });
    growing.unsyncedBytes = 0;
  }
}
