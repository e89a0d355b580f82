import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";

/** Not created by the way: nobody would sync its name. */
const FILE_THAT_IS_THERE = constants.O_RDWR;
const NEW_FILE = FILE_THAT_IS_THERE | constants.O_CREAT | constants.O_TRUNC;

/**
 * A write to a file that is opened so is durable when it is done, as if `fdatasync` followed it, and costs one call in
 * place of two. Elsewhere than on Linux it can promise less than a sync does.
 */
export const WRITE_THROUGH = process.platform === "linux" ? constants.O_DSYNC : undefined;

/** Segments are written one after the other, and a snapshot beside them. */
const MAX_OPEN = 8;

/** The files of a directory that are being written, kept open: the most recently used ones. */
export class OpenFiles {
  private readonly directory: string;
  private readonly flags: number;
  /** File descriptors by name, least recently used first. */
  private readonly descriptors = new Map<string, number>();

  /** `flags`: opened with these besides. */
  constructor(directory: string, flags = 0) {
    this.directory = directory;
    this.flags = flags;
  }

  /** A new, empty file. */
  create(file: string): void {
    this.forget(file);
    this.open(file, NEW_FILE);
  }

  /** To write, to sync and to cut. The file is there. */
  descriptorOf(file: string): number {
    const open = this.descriptors.get(file);
    if (open === undefined) return this.open(file, FILE_THAT_IS_THERE);
    this.descriptors.delete(file);
    this.descriptors.set(file, open);
    return open;
  }

  /** Under whatever name it is reached from now on, it is opened anew. */
  forget(file: string): void {
    const open = this.descriptors.get(file);
    if (open === undefined) return;
    this.descriptors.delete(file);
    closeSync(open);
  }

  pathOf(file: string): string {
    return join(this.directory, file);
  }

  close(): void {
    for (const file of [...this.descriptors.keys()]) this.forget(file);
  }

  private open(file: string, flags: number): number {
    const descriptor = openSync(this.pathOf(file), flags | this.flags);
    this.descriptors.set(file, descriptor);
    if (this.descriptors.size > MAX_OPEN) this.forget(this.descriptors.keys().next().value!);
    return descriptor;
  }
}
