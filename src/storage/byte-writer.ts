const LEAST_BYTES = 1024;

/** Bytes that grow at their end. Numbers are little endian. */
export class ByteWriter {
  length = 0;
  private buffer: Uint8Array<ArrayBuffer>;
  private view: DataView;

  constructor(capacityBytes = LEAST_BYTES) {
    this.buffer = new Uint8Array(capacityBytes);
    this.view = new DataView(this.buffer.buffer);
  }

  /** What was written so far. It changes with what is written later. */
  get written(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  u8(value: number): void {
    const at = this.grow(1);
    this.buffer[at] = value;
  }

  u32(value: number): void {
    const at = this.grow(4);
    this.view.setUint32(at, value, true);
  }

  /** A whole number from 0 to 2^53 - 1. */
  u64(value: number): void {
    const at = this.grow(8);
    this.view.setUint32(at, value >>> 0, true);
    this.view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  bytes(value: Uint8Array): void {
    const at = this.grow(value.length);
    this.buffer.set(value, at);
  }

  /** Writes over what stands at `at` already. */
  u32At(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  /** What was written so far, for whoever asks to keep. The writer is empty then. */
  take(): Uint8Array {
    const taken = this.written;
    const next = new ByteWriter();
    this.buffer = next.buffer;
    this.view = next.view;
    this.length = 0;
    return taken;
  }

  fork(): ByteWriter {
    const copy = new ByteWriter(this.buffer.length);
    copy.bytes(this.written);
    return copy;
  }

  /** Makes room for so many bytes more, perhaps in another buffer, and says where. */
  private grow(bytes: number): number {
    const at = this.length;
    this.length += bytes;
    if (this.length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.buffer.length));
      larger.set(this.buffer.subarray(0, at));
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }
}
