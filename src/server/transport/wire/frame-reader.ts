import { crc32 } from "node:zlib";
import { RefusalError } from "../refusal.ts";
import { HEADER_BYTES, PREFIX_BYTES, WIRE_VERSION } from "./frame.ts";
import { PayloadReader } from "./payload-reader.ts";

/** Takes one frame, which is whole. */
export type FrameSink = (kind: number, group: number, payload: PayloadReader, frameBytes: number) => void;

/**
 * Finds the frames in a stream that comes in chunks cut anywhere. A frame that is whole within a chunk is read where it
 * is; one that spans chunks is put together once in memory of its own size, so the work is linear in the bytes.
 */
export class FrameReader {
  /** The longest frame that is taken, without its prefix. A longer one is refused before memory is given to it. */
  maxFrameBytes: number;
  private readonly sink: FrameSink;
  private readonly prefix = Buffer.allocUnsafeSlow(PREFIX_BYTES);
  /** The frame that is being put together; undefined while not even its prefix is whole. */
  private partial: Buffer | undefined;
  /** Bytes of the prefix, or of the partial frame, that are here. */
  private filled = 0;

  constructor(maxFrameBytes: number, sink: FrameSink) {
    this.maxFrameBytes = maxFrameBytes;
    this.sink = sink;
  }

  /** Throws a `RefusalError` at the first frame that is wrong; nothing may be pushed after it. */
  push(chunk: Buffer): void {
    let at = this.filled > 0 ? this.complete(chunk) : 0;
    while (chunk.length - at >= PREFIX_BYTES) {
      const end = at + PREFIX_BYTES + this.bodyBytes(chunk, at);
      if (end > chunk.length) break;
      this.read(chunk, at, end);
      at = end;
    }
    if (at < chunk.length) this.keep(chunk, at);
  }

  /** Goes on with the frame that the last chunk began. Returns where in this one the next begins. */
  private complete(chunk: Buffer): number {
    let at = 0;
    if (this.partial === undefined) {
      at = this.fill(this.prefix, chunk, 0);
      if (this.filled < PREFIX_BYTES) return at;
      this.startPartial(this.prefix, 0);
    }
    const frame = this.partial!;
    at = this.fill(frame, chunk, at);
    if (this.filled < frame.length) return at;
    this.partial = undefined;
    this.filled = 0;
    this.read(frame, 0, frame.length);
    return at;
  }

  /** The chunk ends within a frame. */
  private keep(chunk: Buffer, at: number): void {
    if (chunk.length - at >= PREFIX_BYTES) this.startPartial(chunk, at);
    this.fill(this.partial ?? this.prefix, chunk, at);
  }

  private startPartial(bytes: Buffer, at: number): void {
    this.partial = Buffer.allocUnsafeSlow(PREFIX_BYTES + this.bodyBytes(bytes, at));
    this.partial.set(bytes.subarray(at, at + PREFIX_BYTES));
  }

  private fill(target: Buffer, chunk: Buffer, at: number): number {
    const copied = chunk.copy(target, this.filled, at);
    this.filled += copied;
    return at + copied;
  }

  private bodyBytes(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32LE(at);
    if (length < HEADER_BYTES) throw new RefusalError("damaged", `a frame of ${length} bytes`);
    if (length > this.maxFrameBytes) {
      throw new RefusalError("oversized", `a frame of ${length} bytes, where ${this.maxFrameBytes} are the most`);
    }
    return length;
  }

  private read(bytes: Buffer, start: number, end: number): void {
    const body = start + PREFIX_BYTES;
    if (crc32(bytes.subarray(body, end)) !== bytes.readUInt32LE(start + 4)) {
      throw new RefusalError("damaged", "the checksum is wrong");
    }
    const version = bytes[body]!;
    if (version !== WIRE_VERSION) {
      throw new RefusalError("unknown-version", `version ${version}, where ${WIRE_VERSION} is spoken`);
    }
    const payload = new PayloadReader(bytes, body + HEADER_BYTES, end);
    this.sink(bytes[body + 1]!, bytes.readUInt32LE(body + 2), payload, end - start);
  }
}
