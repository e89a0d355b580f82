import { RefusalError } from "../refusal.ts";

const TWO_TO_32 = 2 ** 32;

/** Reads what frames carry. Everything it gives out was checked: whatever the bytes are, it ends in a value or a refusal. */
export class PayloadReader {
  private bytes: Uint8Array;
  private at: number;
  private end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  get remainingBytes(): number {
    return this.end - this.at;
  }

  u8(): number {
    this.need(1);
    return this.bytes[this.at++]!;
  }

  flag(): boolean {
    const value = this.u8();
    if (value > 1) throw malformed(`${value} is neither true nor false`);
    return value === 1;
  }

  u32(): number {
    this.need(4);
    const { bytes, at } = this;
    this.at += 4;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  }

  u64(): number {
    const low = this.u32();
    const value = this.u32() * TWO_TO_32 + low;
    if (value > Number.MAX_SAFE_INTEGER) throw malformed(`${value} is no safe integer`);
    return value;
  }

  /** A view. It lives as long as what is read lives. */
  view(length: number): Uint8Array {
    this.need(length);
    const { bytes, at } = this;
    this.at += length;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
  }

  /**
   * From here on, views are of memory that holds nothing but this frame. A log entry lives long: a view of a chunk that a
   * socket has read would keep all else in it alive. Where the frame is most of the chunk, that is nothing, and one copy
   * is saved; a frame that came in several chunks was put together in its own memory.
   */
  detach(): void {
    const { bytes, remainingBytes } = this;
    if (remainingBytes * 2 >= bytes.buffer.byteLength) return;
    const own = new Uint8Array(remainingBytes);
    own.set(bytes.subarray(this.at, this.end));
    this.bytes = own;
    this.at = 0;
    this.end = own.length;
  }

  /** All must have been read. */
  finish(): void {
    if (this.remainingBytes !== 0) throw malformed(`${this.remainingBytes} bytes too many`);
  }

  private need(bytes: number): void {
    if (bytes > this.end - this.at) throw malformed(`${bytes} bytes expected, ${this.end - this.at} left`);
  }
}

export function malformed(detail: string): RefusalError {
  return new RefusalError("malformed", detail);
}
