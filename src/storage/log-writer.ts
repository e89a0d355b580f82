import { ByteWriter } from "./byte-writer.ts";
import { NEW_SEGMENT, segmentName } from "./file-names.ts";
import type { FileOperation } from "./file-operation.ts";
import type { LogImage } from "./log-image.ts";
import { beginRecord, endRecord, RECORD_KIND, type RecordKind } from "./record.ts";

/** Turns records into bytes, and flushes of them into operations on segments. */
export class LogWriter {
  private readonly group: number;
  private readonly segmentBytes: number;
  private nextSequence = 1;
  /** Number of the first record of the flush that is being written. */
  private flushFrom = 1;
  private readonly held: number[];
  /** What earlier flushes brought into the last segment. */
  private sizeBytes = 0;
  /** Whether the last segment has its name only when the flush that is being written is in it. */
  private isNew = false;
  private writer = new ByteWriter();
  private operations: FileOperation[] = [];

  /** Behind segments that are there, ascending, each named by its first record. To go on, begin a new one. */
  constructor(group: number, segmentBytes: number, segments: readonly number[]) {
    this.group = group;
    this.segmentBytes = segmentBytes;
    this.held = segments.slice();
  }

  get segments(): readonly number[] {
    return this.held;
  }

  /** The last one; 0 if there is none. */
  get segment(): number {
    return this.held[this.held.length - 1] ?? 0;
  }

  /** Where the next record will begin in the segment. */
  get offset(): number {
    return this.sizeBytes + this.writer.length;
  }

  /** To be called before a record of a change that `image` is about to see: it may have to begin in a new segment. */
  makeRoom(image: LogImage): void {
    if (this.segment === 0 || this.offset >= this.segmentBytes) this.beginSegment(image, this.nextSequence);
  }

  /**
   * Begins a segment with record `sequence`, which takes the place of all from there on. It gets its name when it is
   * durable, and all before it was durable already, so that only the last segment can end in a torn flush. It begins
   * with all that was before it but the entries: term and vote outlive the segments they were written to.
   */
  beginSegment(image: LogImage, sequence: number): void {
    this.endFlush();
    if (this.segment !== sequence) this.held.push(sequence);
    this.nextSequence = sequence;
    this.flushFrom = sequence;
    this.sizeBytes = 0;
    this.isNew = true;
    this.operations.push({ kind: "create", file: NEW_SEGMENT });
    this.record(RECORD_KIND.checkpoint, (writer) => image.writeCheckpoint(writer));
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
    const copy = new LogWriter(this.group, this.segmentBytes, this.held);
    copy.nextSequence = this.nextSequence;
    copy.flushFrom = this.flushFrom;
    copy.sizeBytes = this.sizeBytes;
    copy.isNew = this.isNew;
    copy.writer = this.writer.fork();
    copy.operations = this.operations.slice();
    return copy;
  }

  private endFlush(): void {
    if (this.nextSequence === this.flushFrom) return;
    // Not zero, so that a sector with the end of a flush in it is never empty.
    this.record(RECORD_KIND.end, (writer) => writer.u8(0xff));
    const file = this.isNew ? NEW_SEGMENT : segmentName(this.segment);
    const bytes = this.writer.take();
    this.operations.push({ kind: "append", file, bytes });
    this.operations.push({ kind: "sync", file });
    if (this.isNew) this.operations.push({ kind: "rename", file, to: segmentName(this.segment) });
    if (this.isNew) this.operations.push({ kind: "sync-directory" });
    this.isNew = false;
    this.sizeBytes += bytes.length;
    this.flushFrom = this.nextSequence;
  }
}
