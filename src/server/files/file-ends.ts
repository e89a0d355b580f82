import { fstatSync } from "node:fs";

/** Where what was written into a file ends, and how far the file goes, which may be further: zeros are behind it then. */
interface FileEnd {
  readonly writtenBytes: number;
  readonly roomBytes: number;
}

/** Where the next append to each file belongs. */
export class FileEnds {
  private readonly ends = new Map<string, FileEnd>();

  /** Of a file that was not written here yet, where it ends now. */
  writtenBytes(file: string, descriptor: number): number {
    const known = this.ends.get(file);
    if (known !== undefined) return known.writtenBytes;
    const { size } = fstatSync(descriptor);
    this.set(file, size);
    return size;
  }

  /** Files with zeros behind what was written. */
  get withRoom(): string[] {
    return [...this.ends].filter(([, end]) => end.roomBytes > end.writtenBytes).map(([file]) => file);
  }

  hasRoom(file: string, bytes: number): boolean {
    const end = this.ends.get(file);
    return end !== undefined && end.writtenBytes + bytes <= end.roomBytes;
  }

  appended(file: string, bytes: number, newRoomBytes = 0): void {
    const end = this.ends.get(file)!;
    const writtenBytes = end.writtenBytes + bytes;
    this.ends.set(file, { writtenBytes, roomBytes: Math.max(end.roomBytes, writtenBytes + newRoomBytes) });
  }

  /** The file ends here, with nothing behind it. */
  set(file: string, sizeBytes: number): void {
    this.ends.set(file, { writtenBytes: sizeBytes, roomBytes: sizeBytes });
  }

  rename(file: string, to: string): void {
    const end = this.ends.get(file);
    this.ends.delete(file);
    if (end === undefined) this.ends.delete(to);
    else this.ends.set(to, end);
  }

  forget(file: string): void {
    this.ends.delete(file);
  }
}
