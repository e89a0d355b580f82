const FIRST_CAPACITY = 64;

/** Bytes as they are added at the end. */
export class ByteWriter {
  private all = new Uint8Array(FIRST_CAPACITY);
  private length = 0;

  byte(value: number): void {
    if (this.length === this.all.length) {
      const grown = new Uint8Array(this.length * 2);
      grown.set(this.all);
      this.all = grown;
    }
    this.all[this.length++] = value;
  }

  /** A safe integer from 0, seven bits to a byte, the lowest first; all bytes but the last have the highest bit. */
  integer(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Its length and its UTF-16 units, so that every string of the language comes back as it was. */
  text(text: string): void {
    this.integer(text.length);
    for (let at = 0; at < text.length; at++) this.integer(text.charCodeAt(at));
  }

  bytes(values: Uint8Array): void {
    for (const value of values) this.byte(value);
  }

  /** All of them, as a copy. */
  finish(): Uint8Array {
    return this.all.slice(0, this.length);
  }
}
