import type * as FileSystem from "node:fs";
import { basename, dirname } from "node:path";

type Fs = typeof FileSystem;
type Done = FileSystem.NoParamCallback;

interface Open {
  readonly inode: number;
  readonly isWrittenThrough: boolean;
}

/**
 * Knows what a power loss could take, from the calls that are made to the system: bytes that were written neither through
 * an O_DSYNC descriptor nor before a later sync of the file, and names that changed since their directory was synced.
 */
export class DurabilityLedger {
  /** Files that got another name while a power loss could still take some of their bytes. */
  readonly renamedTooEarly: string[] = [];
  private readonly system: Fs;
  private readonly open = new Map<number, Open>();
  /** By file: places of bytes that are not durable. */
  private readonly volatileBytes = new Map<number, Set<number>>();
  /** By directory: names that are not durable. */
  private readonly volatileNames = new Map<number, Set<string>>();

  constructor(system: Fs) {
    this.system = system;
  }

  /** How many bytes of the file a power loss could take. */
  volatileBytesOf(path: string): number {
    return this.bytesOf(this.inodeOf(path)).size;
  }

  isNameDurable(path: string): boolean {
    return !this.namesOf(dirname(path)).has(basename(path));
  }

  opened(path: string, flags: number | string, descriptor: number): void {
    const isDirect = typeof flags === "number" && (flags & this.system.constants.O_DSYNC) !== 0;
    const inode = this.system.fstatSync(descriptor).ino;
    this.open.set(descriptor, { inode, isWrittenThrough: isDirect });
    const creates = typeof flags === "number" ? (flags & this.system.constants.O_CREAT) !== 0 : flags.startsWith("w");
    if (!creates) return;
    this.bytesOf(inode).clear();
    this.named(path);
  }

  written(descriptor: number, offset: number, length: number): void {
    const { inode, isWrittenThrough } = this.open.get(descriptor)!;
    const bytes = this.bytesOf(inode);
    if (isWrittenThrough && bytes.size === 0) return;
    for (let at = offset; at < offset + length; at++) {
      if (isWrittenThrough) bytes.delete(at);
      else bytes.add(at);
    }
  }

  synced(descriptor: number): void {
    const { inode } = this.open.get(descriptor)!;
    this.bytesOf(inode).clear();
    this.volatileNames.get(inode)?.clear();
  }

  renamed(from: string, to: string): void {
    if (this.volatileBytesOf(from) > 0) this.renamedTooEarly.push(basename(from));
    this.named(from);
    this.named(to);
  }

  named(path: string): void {
    this.namesOf(dirname(path)).add(basename(path));
  }

  private inodeOf(path: string): number {
    return this.system.statSync(path).ino;
  }

  private bytesOf(inode: number): Set<number> {
    if (!this.volatileBytes.has(inode)) this.volatileBytes.set(inode, new Set());
    return this.volatileBytes.get(inode)!;
  }

  private namesOf(directory: string): Set<string> {
    const inode = this.inodeOf(directory);
    if (!this.volatileNames.has(inode)) this.volatileNames.set(inode, new Set());
    return this.volatileNames.get(inode)!;
  }
}

let ledger: DurabilityLedger | undefined;

/** The ledger of the file system that was put in the place of node:fs. */
export function durabilityLedger(): DurabilityLedger {
  return ledger!;
}

/** node:fs, with a ledger of what is called. */
export function watched(system: Fs): Fs {
  const book = new DurabilityLedger(system);
  ledger = book;
  const after = (done: Done, note: () => void) => (error: NodeJS.ErrnoException | null) => {
    if (!error) note();
    done(error);
  };
  const calls = {
    openSync(path: string, flags: number | string): number {
      const descriptor = system.openSync(path, flags);
      book.opened(path, flags, descriptor);
      return descriptor;
    },
    open(path: string, flags: string, done: (error: NodeJS.ErrnoException | null, descriptor: number) => void): void {
      system.open(path, flags, (error, descriptor) => {
        if (!error) book.opened(path, flags, descriptor);
        done(error, descriptor);
      });
    },
    writeSync(descriptor: number, text: string): number {
      const count = system.writeSync(descriptor, text);
      book.written(descriptor, 0, count);
      return count;
    },
    writev(
      descriptor: number,
      pieces: NodeJS.ArrayBufferView[],
      position: number,
      done: (error: NodeJS.ErrnoException | null, count: number) => void,
    ): void {
      system.writev(descriptor, pieces, position, (error, count) => {
        if (!error) book.written(descriptor, position, count);
        done(error, count);
      });
    },
    writevSync(descriptor: number, pieces: NodeJS.ArrayBufferView[], position: number): number {
      const count = system.writevSync(descriptor, pieces, position);
      book.written(descriptor, position, count);
      return count;
    },
    fdatasync: (descriptor: number, done: Done) =>
      system.fdatasync(
        descriptor,
        after(done, () => book.synced(descriptor)),
      ),
    fsync: (descriptor: number, done: Done) =>
      system.fsync(
        descriptor,
        after(done, () => book.synced(descriptor)),
      ),
    fsyncSync(descriptor: number): void {
      system.fsyncSync(descriptor);
      book.synced(descriptor);
    },
    rename(from: string, to: string, done: Done): void {
      book.renamed(from, to);
      system.rename(from, to, done);
    },
    renameSync(from: string, to: string): void {
      book.renamed(from, to);
      system.renameSync(from, to);
    },
    unlink(path: string, done: Done): void {
      book.named(path);
      system.unlink(path, done);
    },
    mkdirSync(path: string, options: { recursive: true }): string | undefined {
      const first = system.mkdirSync(path, options);
      if (first !== undefined)
        for (let made = path; made.length >= first.length; made = dirname(made)) book.named(made);
      return first;
    },
  };
  return { ...system, ...calls } as unknown as Fs;
}
