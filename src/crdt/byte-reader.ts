import { MAX_TEXT_LENGTH } from "./limits.ts";

/** Bytes that are no value, or not the only way to write it. */
export class CrdtBytesError extends Error {
  override readonly name = "CrdtBytesError";
  /** Of the first byte that is wrong, or of the end where one is missing. */
  readonly offset: number;
  readonly reason: string;

  constructor(offset: number, reason: string) {
    super(`byte ${offset}: ${reason}`);
    this.offset = offset;
    this.reason = reason;
  }
}

/** More than the longest safe integer takes, seven bits to a byte. */
const MAX_INTEGER_BYTES = 8;
const UNITS_AT_ONCE = 4_096;

/** Takes apart what a `ByteWriter` wrote, and nothing else: there is one way to write each value. */
export class ByteReader {
  private readonly all: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.all = bytes;
  }

  get offset(): number {
    return this.at;
  }

  byte(): number {
    if (this.at === this.all.length) this.fail("the end comes too early");
    return this.all[this.at++]!;
  }

  /** An integer within these bounds, inclusive; `what` names it in a complaint: "a count". */
  integer(what: string, min: number, max: number): number {
    const start = this.at;
    let value = 0;
    let scale = 1;
    for (let length = 1; ; length++) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (byte === 0 && length > 1) this.fail(`${what} is written longer than it has to be`, start);
        break;
      }
      if (length === MAX_INTEGER_BYTES) this.fail(`${what} never ends`, start);
      scale *= 128;
    }
    if (value < min || value > max) this.fail(`${what} is from ${min} to ${max}, not ${value}`, start);
    return value;
  }

  text(): string {
    const start = this.at;
    const length = this.integer("the length of a text", 0, MAX_TEXT_LENGTH);
    if (length > this.all.length - this.at) this.fail(`a text of ${length} units does not fit`, start);
    const units: number[] = [];
    let text = "";
    for (let unit = 0; unit < length; unit++) {
      units.push(this.integer("a UTF-16 unit", 0, 0xffff));
      if (units.length === UNITS_AT_ONCE) text += String.fromCharCode(...units.splice(0));
    }
    return text + String.fromCharCode(...units);
  }

  /** How many of something follow, each of at least one byte. */
  length(what: string): number {
    const start = this.at;
    const length = this.integer(`the number of ${what}`, 0, this.all.length);
    if (length > this.all.length - this.at) this.fail(`${length} ${what} do not fit`, start);
    return length;
  }

  /** So many as are there: `length` has made sure of that. */
  bytes(length: number): Uint8Array {
    this.at += length;
    return this.all.subarray(this.at - length, this.at);
  }

  /** Nothing follows. */
  end(): void {
    if (this.at < this.all.length) this.fail("something follows the value");
  }

  fail(reason: string, offset = this.at): never {
    throw new CrdtBytesError(offset, reason);
  }
}
