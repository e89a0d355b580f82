import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FileReader } from "../../storage/file-operation.ts";
import { FileError } from "./file-error.ts";

/** Reads a directory of the real file system, and waits for it: at the start, and for a follower that is behind. */
export class DirectoryReader implements FileReader {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  list(): readonly string[] {
    return named(`list ${this.directory}`, () => readdirSync(this.directory));
  }

  sizeBytes(file: string): number {
    const path = join(this.directory, file);
    return named(`ask for the size of ${path}`, () => statSync(path).size);
  }

  read(file: string, offset: number, length: number): Uint8Array {
    const path = join(this.directory, file);
    return named(`read ${length} bytes of ${path}`, () => {
      const descriptor = openSync(path, "r");
      try {
        return readWhole(descriptor, offset, length);
      } finally {
        closeSync(descriptor);
      }
    });
  }
}

function readWhole(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, bytes, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function named<T>(deed: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new FileError(deed, error);
  }
}
