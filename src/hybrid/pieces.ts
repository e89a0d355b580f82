import { DecodingError } from "../machine/decoding-error.ts";

/** Bytes that come in pieces of any size, taken in pieces of another. */
export class Pieces {
  private readonly source: Iterator<Uint8Array>;
  /** What has come and was not taken. */
  private left: Uint8Array = new Uint8Array();
  private takenBytes = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.source = pieces[Symbol.iterator]();
  }

  /** How many were taken. */
  get offset(): number {
    return this.takenBytes;
  }

  /** @throws DecodingError if fewer come. */
  take(count: number): Uint8Array {
    const taken = new Uint8Array(count);
    for (let filled = 0; filled < count; ) {
      if (this.left.length === 0 && !this.refill()) {
        throw new DecodingError(this.takenBytes + filled, "the end comes too early");
      }
      const part = this.left.subarray(0, count - filled);
      taken.set(part, filled);
      this.left = this.left.subarray(part.length);
      filled += part.length;
    }
    this.takenBytes += count;
    return taken;
  }

  /** All the others. */
  *rest(): Generator<Uint8Array, void, undefined> {
    do {
      this.takenBytes += this.left.length;
      yield this.left;
    } while (this.refill());
  }

  private refill(): boolean {
    const { done, value } = this.source.next();
    if (done) return false;
    this.left = value;
    return true;
  }
}
