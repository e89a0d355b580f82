/** Reads what a ByteWriter wrote, from `at` to before `end`. */
export class ByteReader {
  at: number;
  private readonly buffer: Uint8Array;
  private readonly end: number;
  private readonly view: DataView;

  constructor(buffer: Uint8Array, at = 0, end = buffer.length) {
    this.buffer = buffer;
    this.at = at;
    this.end = end;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  u8(): number {
    return this.buffer[this.pass(1)]!;
  }

  u32(): number {
    return this.view.getUint32(this.pass(4), true);
  }

  u64(): number {
    const at = this.pass(8);
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 0x1_0000_0000;
  }

  /** A copy of all that is left. */
  rest(): Uint8Array {
    return this.buffer.slice(this.pass(this.end - this.at), this.end);
  }

  private pass(bytes: number): number {
    const { at } = this;
    if (at + bytes > this.end) throw new Error(`${bytes} bytes at ${at} are read, of ${this.end}`);
    this.at = at + bytes;
    return at;
  }
}
