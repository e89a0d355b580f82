const LEAST_CAPACITY = 64;

/** Bytes that grow and shrink at their end. What a gap leaves open is zero. */
export class GrowableBytes {
  private buffer = new Uint8Array(LEAST_CAPACITY);
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** What is there now; a change of these bytes may show in it, so that it is to be copied by whoever keeps it. */
  get view(): Uint8Array {
    return this.buffer.subarray(0, this.size);
  }

  /** A copy of as many bytes as there are from `offset` on, up to `length`. */
  slice(offset: number, length: number): Uint8Array {
    return this.buffer.slice(offset, Math.min(offset + length, this.size));
  }

  append(bytes: Uint8Array): void {
    this.put(this.size, bytes);
  }

  /** Puts bytes over those that are there, and beyond their end. */
  put(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.size) this.resize(end);
    this.buffer.set(bytes, offset);
  }

  resize(length: number): void {
    if (length < this.size) this.buffer.fill(0, length, this.size);
    else if (length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.buffer.length));
      grown.set(this.view);
      this.buffer = grown;
    }
    this.size = length;
  }

  flipBit(place: number): void {
    this.buffer[place >> 3]! ^= 1 << (place & 7);
  }

  fork(): GrowableBytes {
    const copy = new GrowableBytes();
    copy.append(this.view);
    return copy;
  }
}
