import type { Entry, LogFetch, Snapshot, SnapshotRead, Write } from "../raft/index.ts";
import { Batches } from "./batches.ts";
import { writeSnapshot } from "./configuration-bytes.ts";
import { DamagedFile } from "./damaged-file.ts";
import { writeEntry } from "./entry-bytes.ts";
import { snapshotName } from "./file-names.ts";
import type { FileOperation, FileReader } from "./file-operation.ts";
import type { LogImage } from "./log-image.ts";
import { readEntries, readFrom } from "./log-reader.ts";
import { LogWriter } from "./log-writer.ts";
import { RECORD_KIND } from "./record.ts";
import { type RecoveredLog, recoverLog } from "./recovered-log.ts";
import { durableState, type Recovery } from "./recovery.ts";
import { readBlocks, readPiece, type SnapshotPiece } from "./snapshot-blocks.ts";
import { SnapshotFiles } from "./snapshot-files.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";
import type { StorageOptions } from "./storage-options.ts";
import type { StorageStatus } from "./storage-status.ts";
import { UnwrittenEntries } from "./unwritten-entries.ts";

/**
 * The log and the snapshots of one node, in the files of a directory, as a state machine: it is told what to write, and
 * puts out operations on files in batches, to be carried out in order. One batch is under way at a time; what is written
 * meanwhile goes into the next. It does no I/O but to read through a `FileReader` that it is lent, and what it reads
 * and finds damaged it throws as a `DamagedFile`.
 */
export class Storage {
  private readonly options: StorageOptions;
  private readonly image: LogImage;
  private log: LogWriter;
  private snapshots = new SnapshotFiles();
  private unwritten: UnwrittenEntries;
  /** What recovery found to be done first. */
  private settling: FileOperation[] = [];
  private batches: Batches;

  /**
   * Takes over what a directory holds, which may be nothing. The owner carries out the first batch before it starts a node
   * with what is durable then.
   */
  static recover(options: StorageOptions, files: FileReader): Recovery {
    try {
      const recovered = recoverLog(options, files);
      const durable = durableState(recovered, options, files);
      const storage = new Storage(options, recovered.image, recovered.segments);
      storage.settle(recovered, files);
      return { kind: "ready", storage, durable, repairs: recovered.repairs };
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      const { file, offset, reason } = error;
      return { kind: "damaged", file, offset, reason };
    }
  }

  private constructor(options: StorageOptions, image: LogImage, segments: readonly number[]) {
    this.options = options;
    this.image = image;
    this.log = new LogWriter(options.group, options.segmentBytes, segments);
    this.unwritten = new UnwrittenEntries(image.lastIndex);
    this.batches = new Batches(image.stored);
  }

  /** Takes a write of the core, in the order of their numbers. */
  write(write: Write): void {
    if (this.batches.failure !== undefined) return;
    this.batches.lastWrite = write.number;
    switch (write.kind) {
      case "hard-state":
        this.log.makeRoom(this.image);
        this.image.setHardState(write.term, write.votedFor);
        this.log.record(RECORD_KIND.hardState, (writer) => {
          writer.u64(write.term);
          writer.u64(write.votedFor);
        });
        break;
      case "append":
        for (const entry of write.entries) {
          this.log.makeRoom(this.image);
          this.append(entry);
        }
        break;
      case "compact":
        this.log.makeRoom(this.image);
        this.image.compact(write.index);
        this.log.record(RECORD_KIND.compact, (writer) => writer.u64(write.index));
        break;
      case "snapshot-chunk":
        this.snapshots.receive(write.snapshot, write.offset, write.data as Uint8Array);
        break;
      case "install-snapshot":
        this.install(write.snapshot);
        break;
    }
  }

  /** Begins to save a snapshot of the machine. One that is being saved already is dropped. */
  saveSnapshot(snapshot: Snapshot): SnapshotWriter {
    this.snapshots.startSaving(snapshot);
    return new SnapshotWriter(snapshot, this);
  }

  /** Of the snapshot that is being saved; undefined if none is. */
  get snapshotWriter(): SnapshotWriter | undefined {
    const { saving } = this.snapshots;
    return saving && new SnapshotWriter(saving, this);
  }

  /** For the writer of that snapshot. */
  appendSaved(snapshot: Snapshot, data: Uint8Array): void {
    if (this.batches.failure === undefined && this.snapshots.saving === snapshot) this.snapshots.appendSaved(data);
  }

  /** For the writer of that snapshot. */
  finishSaved(snapshot: Snapshot): void {
    if (this.batches.failure !== undefined || this.snapshots.saving !== snapshot) return;
    if (snapshot.index <= this.image.snapshotIndex) {
      this.snapshots.dropSaving();
      return;
    }
    this.supersede();
    this.log.makeRoom(this.image);
    const stored = this.snapshots.finishSaving();
    this.image.save(stored);
    this.log.record(RECORD_KIND.savedSnapshot, (writer) => writeSnapshot(writer, stored));
    this.batches.savedSnapshotIndex = snapshot.index;
  }

  /**
   * What is to be carried out now, in order, and then reported by `batchDone`, or by `batchFailed` with the first that
   * fails. Undefined if there is nothing to do, or a batch is under way. It may be empty.
   */
  takeBatch(): readonly FileOperation[] | undefined {
    if (this.batches.failure !== undefined || this.batches.isUnderWay) return undefined;
    const operations = [
      ...this.settling,
      // A snapshot is durable under its name before the log tells of it.
      ...this.snapshots.takeOperations(),
      ...this.log.takeOperations(),
      // Only after that what does not count any more is removed. A snapshot may be read until a newer one is reported.
      ...this.log.removeFirstBelow(this.image.firstNeededSegment(this.log.segment)),
      ...removals(this.batches.durable.superseded),
    ];
    if (operations.length === 0 && this.batches.lastWrite === this.batches.durable.write) return undefined;
    this.batches.begin(this.image.stored);
    this.unwritten.batchTaken();
    this.settling = [];
    return operations;
  }

  /** The batch under way is carried out: every write up to `write` is durable, and the snapshot saved in it, if any. */
  batchDone(): { readonly write: number; readonly savedSnapshotIndex: number } {
    const { write, savedSnapshotIndex } = this.batches.end();
    this.unwritten.batchDone();
    return { write, savedSnapshotIndex };
  }

  /**
   * An operation failed, a sync or for want of room perhaps. What is durable of the batch nobody knows, and no sync after
   * it could tell, so that is final: nothing more is taken or put out.
   */
  batchFailed(reason: string): void {
    this.batches.fail(reason);
  }

  /**
   * The entries that are asked for, as the log is now, whether durable or under way: the first one, and more while they
   * fit; none if the first is not there any more.
   */
  entries(wanted: LogFetch, files: FileReader): Entry[] {
    return readEntries(files, this.image, this.unwritten, this.options.codec, wanted);
  }

  /** An entry that the log holds. */
  entryAt(index: number, files: FileReader): Entry {
    const [entry] = this.entries({ firstIndex: index, lastIndex: index, maxBytes: 0 }, files);
    const { baseIndex, lastIndex } = this.image;
    if (entry === undefined) throw new Error(`the log holds entries ${baseIndex + 1} to ${lastIndex}, not ${index}`);
    return entry;
  }

  /** A piece of the newest durable snapshot; undefined if another is asked for, or it ends before. */
  snapshotPiece(read: SnapshotRead, files: FileReader): SnapshotPiece | undefined {
    return readPiece(files, this.batches.durable.stored, read);
  }

  /**
   * The data of the newest durable snapshot, block by block; undefined if there is none. To be read before a batch is
   * carried out that a newer one takes its place in.
   */
  openSnapshot(files: FileReader): Iterable<Uint8Array> | undefined {
    const { stored } = this.batches.durable;
    return stored && readBlocks(files, stored);
  }

  get status(): StorageStatus {
    return {
      baseIndex: this.image.baseIndex,
      lastIndex: this.image.lastIndex,
      snapshotIndex: this.batches.durable.stored?.snapshot.index ?? 0,
      snapshotBytes: this.batches.durable.stored?.dataBytes ?? 0,
      segments: this.log.segments.length,
      isBatchUnderWay: this.batches.isUnderWay,
      failure: this.batches.failure,
    };
  }

  /** A copy that goes on identically and shares nothing mutable. */
  fork(): Storage {
    const copy = new Storage(this.options, this.image.fork(), []);
    copy.log = this.log.fork();
    copy.settling = this.settling.slice();
    copy.snapshots = this.snapshots.fork();
    copy.unwritten = this.unwritten.fork();
    copy.batches = this.batches.fork();
    return copy;
  }

  /**
   * Writes the last flush anew, into a segment that takes its place at once. That it can be read tells nothing: it may be
   * that its sync failed, or the process was killed before it, and no sync now would bring to the disk what the system
   * takes for written. Nor is anything appended to a torn tail, so that its bytes are never read again.
   */
  private settle({ flushFrom, flushFirstIndex, leftovers, segments }: RecoveredLog, files: FileReader): void {
    if (segments.length > 0) {
      const { image, options } = this;
      const entries = readFrom(files, image, options.codec, flushFirstIndex);
      if (entries.length > 0) image.truncateFrom(flushFirstIndex);
      this.unwritten = new UnwrittenEntries(image.lastIndex);
      this.log.beginSegment(image, flushFrom);
      for (const entry of entries) this.append(entry);
    }
    this.settling = [...this.log.takeOperations(), ...removals(leftovers)];
  }

  private append(entry: Entry): void {
    const { image, log, unwritten, options } = this;
    const { offset } = log;
    log.record(RECORD_KIND.entry, (writer) => writeEntry(writer, entry, options.codec));
    if (entry.index <= image.lastIndex) unwritten.truncateFrom(entry.index);
    const configuration = entry.kind === "configuration" ? entry.data : undefined;
    image.append({ index: entry.index, term: entry.term, configuration }, log.segment, offset, log.offset - offset);
    unwritten.append(entry);
  }

  private install(snapshot: Snapshot): void {
    this.supersede();
    this.log.makeRoom(this.image);
    const stored = this.snapshots.finishReceiving(snapshot);
    this.image.install(stored);
    this.log.record(RECORD_KIND.installedSnapshot, (writer) => writeSnapshot(writer, stored));
    this.unwritten.startAt(snapshot.index);
  }

  /** The snapshot that counts so far is about to count no more. */
  private supersede(): void {
    const { stored } = this.image;
    if (stored !== undefined) this.batches.superseded.push(snapshotName(stored.snapshot));
  }
}

function removals(files: readonly string[]): FileOperation[] {
  if (files.length === 0) return [];
  return [...files.map((file) => ({ kind: "remove", file }) as const), { kind: "sync-directory" }];
}
