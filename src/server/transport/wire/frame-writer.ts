import { crc32 } from "node:zlib";
import { HEADER_BYTES, PREFIX_BYTES, WIRE_VERSION } from "./frame.ts";

/** What is sent at once mostly fits into one chunk, so that one write carries it. */
const CHUNK_BYTES = 65_536;
const TWO_TO_32 = 2 ** 32;

/**
 * Writes frames one behind the other into memory that a socket then takes as it is. The memory is used again as soon as
 * the socket has passed it on.
 */
export class FrameWriter {
  private chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  private view = viewOf(this.chunk);
  /** Where what was not taken yet begins in the chunk, and where it ends. */
  private from = 0;
  private at = 0;
  private frameStart = 0;
  private full: Buffer[] = [];
  private fullBytes = 0;

  /** Begins a frame of which the payload will have exactly so many bytes. */
  begin(kind: number, group: number, payloadBytes: number): void {
    const frameBytes = PREFIX_BYTES + HEADER_BYTES + payloadBytes;
    if (frameBytes > this.chunk.length - this.at) this.startChunk(frameBytes);
    this.frameStart = this.at;
    this.view.setUint32(this.at, HEADER_BYTES + payloadBytes, true);
    this.at += PREFIX_BYTES;
    this.u8(WIRE_VERSION);
    this.u8(kind);
    this.u32(group);
  }

  u8(value: number): void {
    this.view.setUint8(this.at, value);
    this.at += 1;
  }

  flag(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  u32(value: number): void {
    this.view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** A safe integer that is not negative, in eight bytes. */
  u64(value: number): void {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) throw new Error(`${value} cannot be sent`);
    this.view.setUint32(this.at, value >>> 0, true);
    this.view.setUint32(this.at + 4, Math.floor(value / TWO_TO_32), true);
    this.at += 8;
  }

  bytes(value: Uint8Array): void {
    this.chunk.set(value, this.at);
    this.at += value.length;
  }

  /** The frame is whole. */
  end(): void {
    const start = this.frameStart + PREFIX_BYTES;
    const promised = this.view.getUint32(this.frameStart, true);
    if (this.at - start !== promised) throw new Error(`a frame of ${promised} bytes became ${this.at - start}`);
    this.view.setUint32(this.frameStart + 4, crc32(this.chunk.subarray(start, this.at)), true);
  }

  /** What was written and not taken. */
  get pendingBytes(): number {
    return this.fullBytes + this.at - this.from;
  }

  /** Hands all whole frames over. Their memory stays untouched until `reuse`. */
  take(): Buffer[] {
    const pieces = this.full;
    if (this.at > this.from) pieces.push(this.chunk.subarray(this.from, this.at));
    this.full = [];
    this.fullBytes = 0;
    this.from = this.at;
    return pieces;
  }

  /** Nobody needs any more what was taken. A chunk that was made for one large frame is given up, not used again. */
  reuse(): void {
    if (this.pendingBytes > 0 || this.chunk.length > CHUNK_BYTES) return;
    this.from = 0;
    this.at = 0;
  }

  private startChunk(needBytes: number): void {
    if (this.at > this.from) this.full.push(this.chunk.subarray(this.from, this.at));
    this.fullBytes += this.at - this.from;
    this.chunk = Buffer.allocUnsafeSlow(Math.max(needBytes, CHUNK_BYTES));
    this.view = viewOf(this.chunk);
    this.from = 0;
    this.at = 0;
  }
}

function viewOf(chunk: Buffer): DataView {
  return new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
