import { encodeUtf8, isWellFormed, MAX_UTF8_BYTES } from "./utf8.ts";

/** Large states are written in pieces of about this size, so that nothing has to hold them whole. */
export const PIECE_BYTES = 32_768;
export const PIECE_SLAB_BYTES = 4 * PIECE_BYTES;

/** Of an integer below 2^53, seven bits in each. */
const MAX_INTEGER_BYTES = 8;

/**
 * Bytes that grow as values are written behind each other. ByteReader reads them back. What is taken one after the other
 * shares its memory, of which so much is got at a time: that is faster than to get some for each.
 */
export class ByteWriter {
  private readonly slabBytes: number;
  private bytes: Uint8Array;
  private view: DataView;
  /** What was not taken yet is from here to the end. */
  private start = 0;
  private end = 0;

  constructor(slabBytes: number) {
    this.slabBytes = slabBytes;
    this.bytes = new Uint8Array(slabBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Of what was written and not taken yet. */
  get length(): number {
    return this.end - this.start;
  }

  writeByte(value: number): void {
    this.reserve(1);
    this.bytes[this.end++] = value;
  }

  /** A safe integer of at least 0, in as few bytes as it needs. */
  writeInteger(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} is no safe integer of at least 0.`);
    this.reserve(MAX_INTEGER_BYTES);
    let rest = value;
    while (rest >= 2 ** 31) {
      this.bytes[this.end++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.bytes[this.end++] = rest | 128;
      rest >>>= 7;
    }
    this.bytes[this.end++] = rest;
  }

  /** The bits of a 64-bit floating-point number. */
  writeFraction(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.end, value, true);
    this.end += 8;
  }

  /** The low 32 bits. */
  writeWord(value: number): void {
    this.reserve(4);
    this.view.setInt32(this.end, value, true);
    this.end += 4;
  }

  /**
   * Any string: twice its size in bytes, and it in UTF-8. One that UTF-8 cannot express is written in its 16-bit units,
   * and one is added to the doubled size.
   */
  writeText(text: string): void {
    this.reserve(MAX_INTEGER_BYTES + text.length * MAX_UTF8_BYTES);
    const headerAt = this.end;
    // Most texts are ASCII: the size is known before, and nothing has to move.
    this.writeInteger(text.length * 2);
    const written = encodeUtf8(text, this.bytes.subarray(this.end));
    if (written === text.length) {
      this.end += written;
      return;
    }
    const guessed = this.end;
    this.end = headerAt;
    if (!isWellFormed(text)) {
      this.writeUnits(text);
      return;
    }
    const isWider = integerBytes(written * 2) > guessed - headerAt;
    if (isWider) this.bytes.copyWithin(guessed + 1, guessed, guessed + written);
    this.writeInteger(written * 2);
    this.end += written;
  }

  /** What was written, which will not change any more. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(this.start, this.end);
    this.start = this.end;
    return taken;
  }

  /** Forgets what was written and not taken. */
  clear(): void {
    this.end = this.start;
  }

  private writeUnits(text: string): void {
    this.writeInteger(text.length * 4 + 1);
    for (let place = 0; place < text.length; place++) {
      const unit = text.charCodeAt(place);
      this.bytes[this.end++] = unit & 255;
      this.bytes[this.end++] = unit >>> 8;
    }
  }

  private reserve(sizeBytes: number): void {
    if (this.end + sizeBytes <= this.bytes.length) return;
    const { length } = this;
    const next = new Uint8Array(Math.max(this.slabBytes, 2 * (length + sizeBytes)));
    next.set(this.bytes.subarray(this.start, this.end));
    this.bytes = next;
    this.view = new DataView(next.buffer);
    this.start = 0;
    this.end = length;
  }
}

function integerBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
