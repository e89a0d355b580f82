import { ByteWriter } from "./byte-writer.ts";
import { segmentName } from "./file-names.ts";
import type { FileOperation } from "./file-operation.ts";
import type { LogImage } from "./log-image.ts";
import { beginRecord, endRecord, RECORD_KIND, type RecordKind } from "./record.ts";

/** Where a log ends, and a writer goes on. */
export interface LogEnd {
  readonly nextSequence: number;
  /** Number of the first record of the flush that the log ends in; `nextSequence` if that flush is complete. */
  readonly flushFrom: number;
  /** Ascending, each named by its first record. */
  readonly segments: readonly number[];
  /** Of the last segment; 0 if there is none. */
  readonly sizeBytes: number;
}

/** Of a directory without segments. No record has the number 0, for that would name no segment. */
export const NO_LOG: LogEnd = { nextSequence: 1, flushFrom: 1, segments: [], sizeBytes: 0 };

/** Turns records into bytes, and flushes of them into operations on segments. */
export class LogWriter {
  private readonly group: number;
  private readonly segmentBytes: number;
  private nextSequence: number;
  /** Number of the first record of the flush that is being written. */
  private flushFrom: number;
  private readonly held: number[];
  /** What earlier flushes brought into the last segment. */
  private sizeBytes: number;
  /** Whether the name of the last segment may not survive a power loss yet. */
  private isNew = false;
  private writer = new ByteWriter();
  private operations: FileOperation[] = [];

  constructor(group: number, segmentBytes: number, { nextSequence, flushFrom, segments, sizeBytes }: LogEnd) {
    this.group = group;
    this.segmentBytes = segmentBytes;
    this.nextSequence = nextSequence;
    this.flushFrom = flushFrom;
    this.held = segments.slice();
    this.sizeBytes = sizeBytes;
  }

  get segments(): readonly number[] {
    return this.held;
  }

  /** Of the last one; 0 if there is none. */
  get segment(): number {
    return this.held[this.held.length - 1] ?? 0;
  }

  /** Where the next record will begin in the segment. */
  get offset(): number {
    return this.sizeBytes + this.writer.length;
  }

  /** To be called before a record of the change that `image` is about to see: it may have to begin in a new segment. */
  makeRoom(image: LogImage): void {
    if (this.segment === 0 || this.offset >= this.segmentBytes) this.rotate(image);
  }

  record(kind: RecordKind, fill: (writer: ByteWriter) => void): void {
    const { group, nextSequence, flushFrom, writer } = this;
    const start = beginRecord(writer, kind, group, nextSequence, nextSequence - flushFrom);
    fill(writer);
    endRecord(writer, start);
    this.nextSequence++;
  }

  /** What brings the records so far into files, and makes them durable there. */
  takeOperations(): FileOperation[] {
    this.endFlush();
    const { operations } = this;
    this.operations = [];
    return operations;
  }

  /**
   * Removes the first segment, if none from `needed` on. The oldest goes first, and its name is gone for good before the
   * next one goes: what is left is without a gap whenever a crash comes.
   */
  removeFirstBelow(needed: number): FileOperation[] {
    if (this.held.length < 2 || this.held[0]! >= needed) return [];
    return [{ kind: "remove", file: segmentName(this.held.shift()!) }, { kind: "sync-directory" }];
  }

  fork(): LogWriter {
    const { group, segmentBytes, nextSequence, flushFrom, held, sizeBytes } = this;
    const copy = new LogWriter(group, segmentBytes, { nextSequence, flushFrom, segments: held, sizeBytes });
    copy.isNew = this.isNew;
    copy.writer = this.writer.fork();
    copy.operations = this.operations.slice();
    return copy;
  }

  /**
   * The old segment is synced before the new one is there, so that only the last segment can end in a torn flush. The
   * new one begins with all that was before it but the entries: term and vote outlive the segments they were written to.
   */
  private rotate(image: LogImage): void {
    this.endFlush();
    this.held.push(this.nextSequence);
    this.sizeBytes = 0;
    this.isNew = true;
    this.operations.push({ kind: "create", file: segmentName(this.segment) });
    this.record(RECORD_KIND.checkpoint, (writer) => image.writeCheckpoint(writer));
  }

  private endFlush(): void {
    if (this.nextSequence === this.flushFrom) return;
    // Not zero, so that a sector with the end of a flush in it is never empty.
    this.record(RECORD_KIND.end, (writer) => writer.u8(0xff));
    const file = segmentName(this.segment);
    const bytes = this.writer.take();
    this.operations.push({ kind: "append", file, bytes });
    this.operations.push({ kind: "sync", file });
    if (this.isNew) this.operations.push({ kind: "sync-directory" });
    this.isNew = false;
    this.sizeBytes += bytes.length;
    this.flushFrom = this.nextSequence;
  }
}
