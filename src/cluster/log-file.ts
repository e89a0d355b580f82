import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The last lines are looked for in so many bytes at the end. */
const TAIL_BYTES = 1024 * 1024;

/** A log that another process writes to, read from where it was left. */
export class LogFile {
  private readonly path: string;
  private offset = 0;
  /** The start of a line whose end is not written yet. */
  private begun = Buffer.alloc(0);

  constructor(path: string) {
    this.path = path;
  }

  /** The last whole lines, up to so many; none if there is no such file. */
  last(count: number): string[] {
    const sizeBytes = this.sizeBytes;
    const isCut = sizeBytes > TAIL_BYTES;
    this.offset = isCut ? sizeBytes - TAIL_BYTES : 0;
    const lines = this.next();
    return lines.slice(isCut ? 1 : 0).slice(count === 0 ? lines.length : -count);
  }

  /** Lines that were finished since. */
  next(): string[] {
    const fresh = this.read();
    const all = Buffer.concat([this.begun, fresh]);
    const end = all.lastIndexOf("\n") + 1;
    this.begun = all.subarray(end);
    return end === 0 ? [] : all.toString("utf8", 0, end - 1).split("\n");
  }

  private read(): Buffer {
    const file = this.open();
    if (file === undefined) return Buffer.alloc(0);
    try {
      const sizeBytes = fstatSync(file).size;
      // Somebody has emptied it.
      if (sizeBytes < this.offset) this.offset = 0;
      const piece = Buffer.alloc(sizeBytes - this.offset);
      const length = readSync(file, piece, 0, piece.length, this.offset);
      this.offset += length;
      return piece.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }

  private get sizeBytes(): number {
    const file = this.open();
    if (file === undefined) return 0;
    try {
      return fstatSync(file).size;
    } finally {
      closeSync(file);
    }
  }

  private open(): number | undefined {
    try {
      return openSync(this.path, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }
}
