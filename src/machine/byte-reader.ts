import { DecodingError } from "./decoding-error.ts";
import { decodeUtf8, isWellFormed } from "./utf8.ts";

/** Of the eighth byte of an integer, the last that it can have. */
const HIGHEST_SCALE = 2 ** 49;

const NOTHING = new Uint8Array(0);

/** Reads what a ByteWriter wrote, in pieces of any size. Whatever it did not write is a DecodingError. */
export class ByteReader {
  private readonly pieces: Iterator<Uint8Array>;
  private bytes: Uint8Array = NOTHING;
  private at = 0;
  /** Of the first of `bytes`, in the whole. */
  private base = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.pieces = pieces[Symbol.iterator]();
  }

  /** Of what is read next, in the whole. */
  get offset(): number {
    return this.base + this.at;
  }

  readByte(): number {
    this.need(1);
    return this.bytes[this.at++]!;
  }

  readInteger(): number {
    const start = this.offset;
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.readByte();
      value += (byte & 127) * scale;
      if (scale > HIGHEST_SCALE || value > Number.MAX_SAFE_INTEGER) this.fail("an integer is too large", start);
      if (byte >= 128) continue;
      if (byte === 0 && scale > 1) this.fail("an integer is longer than it needs to be", start);
      return value;
    }
  }

  readFraction(): number {
    this.need(8);
    this.at += 8;
    return this.view().getFloat64(this.at - 8, true);
  }

  readWord(): number {
    this.need(4);
    this.at += 4;
    return this.view().getInt32(this.at - 4, true);
  }

  readText(): string {
    const start = this.offset;
    const header = this.readInteger();
    const sizeBytes = Math.floor(header / 2);
    this.need(sizeBytes);
    const part = this.bytes.subarray(this.at, this.at + sizeBytes);
    this.at += sizeBytes;
    return header % 2 === 0 ? this.textOf(part, start) : this.unitsOf(part, start);
  }

  /** @throws DecodingError if it is another version than the one that is known. */
  readVersion(known: number, of: string): void {
    const start = this.offset;
    const version = this.readByte();
    if (version !== known) this.fail(`this is version ${version} of ${of}, and only ${known} is known here`, start);
  }

  /** All that is left, for another reader. Nothing is read here any more. */
  *rest(): Generator<Uint8Array, void, undefined> {
    yield this.bytes.subarray(this.at);
    for (let next = this.pieces.next(); next.done !== true; next = this.pieces.next()) yield next.value;
  }

  /** @throws DecodingError unless nothing is left. */
  finish(): void {
    let isEnd = this.at === this.bytes.length;
    for (let next = this.pieces.next(); isEnd && next.done !== true; next = this.pieces.next()) {
      isEnd = next.value.length === 0;
    }
    if (!isEnd) this.fail("there is more than belongs here");
  }

  fail(what: string, offset = this.offset): never {
    throw new DecodingError(offset, what);
  }

  private textOf(part: Uint8Array, start: number): string {
    return decodeUtf8(part) ?? this.fail("a text is no UTF-8", start);
  }

  private unitsOf(part: Uint8Array, start: number): string {
    if (part.length % 2 === 1) this.fail("a text ends in the middle of a unit", start);
    const units: string[] = [];
    for (let place = 0; place < part.length; place += 2) {
      units.push(String.fromCharCode(part[place]! | (part[place + 1]! << 8)));
    }
    const text = units.join("");
    return isWellFormed(text) ? this.fail("a text should be UTF-8, and is not", start) : text;
  }

  /** So many bytes are there to be read, all in one piece. */
  private need(sizeBytes: number): void {
    if (this.bytes.length - this.at >= sizeBytes) return;
    const parts = [this.bytes.subarray(this.at)];
    let gathered = parts[0]!.length;
    this.base += this.at;
    this.at = 0;
    while (gathered < sizeBytes) {
      const next = this.pieces.next();
      if (next.done === true) this.fail("it ends before it should", this.base + gathered);
      parts.push(next.value);
      gathered += next.value.length;
    }
    this.bytes = joined(parts, gathered);
  }

  private view(): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  }
}

function joined(parts: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  if (parts.length === 2 && parts[0]!.length === 0) return parts[1]!;
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
