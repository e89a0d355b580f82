import type { ByteWriter } from "./byte-writer.ts";
import { crc32 } from "./crc32.ts";

/**
 * How a record lies in a segment, all numbers little endian:
 *
 *     length u32    of all that follows the checksum
 *     crc32 u32     of all that follows it
 *     version u8, kind u8
 *     group u32     whose log it belongs to, when many share one
 *     sequence u64  its number, one above that of the record before it, across segments and restarts
 *     place u32     how many records of its flush stand before it
 *     payload
 *
 * A flush is what one sync of a file makes durable: some records, of which the last is of kind `end`. It is begun only
 * after the one before it was synced, so a record tells which others were durable before it was written: those below
 * `sequence - place`.
 */
export const HEADER_BYTES = 26;
const CHECKED_FROM = 8;
export const RECORD_VERSION = 1;

export const RECORD_KIND = {
  /** All that was before, save the entries themselves. Every segment begins with one. */
  checkpoint: 1,
  hardState: 2,
  entry: 3,
  compact: 4,
  savedSnapshot: 5,
  installedSnapshot: 6,
  end: 7,
} as const;

export type RecordKind = (typeof RECORD_KIND)[keyof typeof RECORD_KIND];

/** A record whose checksum holds, and where it lies. */
export interface LogRecord {
  readonly version: number;
  readonly kind: number;
  readonly group: number;
  readonly sequence: number;
  readonly place: number;
  readonly start: number;
  readonly payload: number;
  readonly end: number;
}

/** Begins a record, and gives its place in the writer, for `endRecord` to be told when its payload is written. */
export function beginRecord(
  writer: ByteWriter,
  kind: RecordKind,
  group: number,
  sequence: number,
  place: number,
): number {
  const start = writer.length;
  writer.u32(0);
  writer.u32(0);
  writer.u8(RECORD_VERSION);
  writer.u8(kind);
  writer.u32(group);
  writer.u64(sequence);
  writer.u32(place);
  return start;
}

export function endRecord(writer: ByteWriter, start: number): void {
  writer.u32At(start, writer.length - start - CHECKED_FROM);
  writer.u32At(start + 4, crc32(writer.written, start + CHECKED_FROM));
}

/** The record at `start`; undefined unless all of it is there and its checksum holds. */
export function recordAt(bytes: Uint8Array, view: DataView, start: number): LogRecord | undefined {
  if (start + HEADER_BYTES > bytes.length) return undefined;
  const end = start + CHECKED_FROM + view.getUint32(start, true);
  if (end > bytes.length || end < start + HEADER_BYTES) return undefined;
  if (crc32(bytes, start + CHECKED_FROM, end) !== view.getUint32(start + 4, true)) return undefined;
  return {
    version: bytes[start + 8]!,
    kind: bytes[start + 9]!,
    group: view.getUint32(start + 10, true),
    sequence: view.getUint32(start + 14, true) + view.getUint32(start + 18, true) * 0x1_0000_0000,
    place: view.getUint32(start + 22, true),
    start,
    payload: start + HEADER_BYTES,
    end,
  };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
