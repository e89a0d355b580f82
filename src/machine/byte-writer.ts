const encoder = new TextEncoder();

/** Large states are written in pieces of about this size, so that nothing has to hold them whole. */
export const PIECE_BYTES = 32_768;

const FIRST_BYTES = 1024;
/** Of an integer below 2^53, seven bits in each. */
const MAX_INTEGER_BYTES = 8;
/** Of one UTF-16 unit. */
const MAX_UTF8_BYTES = 3;

/** Matches half a surrogate pair, which UTF-8 cannot express. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Bytes that grow as values are written behind each other. ByteReader reads them back. */
export class ByteWriter {
  private bytes = new Uint8Array(FIRST_BYTES);
  private view = new DataView(this.bytes.buffer);
  private end = 0;

  get length(): number {
    return this.end;
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
    const start = this.end;
    // Most texts are ASCII: the size is known before, and nothing has to move.
    this.writeInteger(text.length * 2);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.end));
    if (written === text.length) {
      this.end += written;
      return;
    }
    const guessed = this.end;
    this.end = start;
    if (LONE_SURROGATE.test(text)) {
      this.writeUnits(text);
      return;
    }
    const isWider = integerBytes(written * 2) > guessed - start;
    if (isWider) this.bytes.copyWithin(guessed + 1, guessed, guessed + written);
    this.writeInteger(written * 2);
    this.end += written;
  }

  /** A copy of what was written; the writer begins again. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.end);
    this.end = 0;
    return taken;
  }

  /** Forgets what was written. */
  clear(): void {
    this.end = 0;
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
    const needed = this.end + sizeBytes;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

function integerBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
