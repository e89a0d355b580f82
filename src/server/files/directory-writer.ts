import { close, fdatasync, fsync, ftruncateSync, open, rename, unlink } from "node:fs";
import { sequenceOfSegment } from "../../storage/file-names.ts";
import type { FileOperation } from "../../storage/file-operation.ts";
import { FileEnds } from "./file-ends.ts";
import { deedOf, FileError } from "./file-error.ts";
import type { FileRunner } from "./file-runner.ts";
import { OpenFiles, WRITE_THROUGH } from "./open-files.ts";
import { bytesOf, type Done, writeWhole, writeWholeAtOnce } from "./whole-write.ts";

type Append = FileOperation & { readonly kind: "append" };

/**
 * A segment is made longer by so many zeros at a time. What is written over them needs no new blocks and leaves the size
 * of the file as it is, so that a sync is one write to the disk, and does not wait for the journal of the file system.
 * After a crash the zeros that are left are cut, as a torn write is.
 */
const ROOM = Buffer.alloc(256 * 1024);

/** Carries file operations out on a directory of the real file system. Whatever may wait for a disk holds up nobody. */
export class DirectoryWriter implements FileRunner {
  private readonly directoryLost: () => Error | undefined;
  private readonly files: OpenFiles;
  /** The same files, for what is to be durable as soon as it is written. */
  private readonly through: OpenFiles | undefined;
  /** Files of which all is durable. Of one that an earlier process has written nobody knows it before the first sync. */
  private readonly durable = new Set<string>();
  private readonly ends = new FileEnds();
  private hasFailed = false;

  /** The directory is there. `directoryLost` tells why nothing in it may be changed any more, and is asked each time. */
  constructor(directory: string, directoryLost: () => Error | undefined = () => undefined) {
    this.directoryLost = directoryLost;
    this.files = new OpenFiles(directory);
    this.through = WRITE_THROUGH === undefined ? undefined : new OpenFiles(directory, WRITE_THROUGH);
  }

  run(batch: readonly FileOperation[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = (place: number): void => {
        if (place === batch.length) {
          resolve();
          return;
        }
        const lost = this.directoryLost();
        if (lost !== undefined) {
          reject(lost);
          return;
        }
        const operation = batch[place]!;
        const appends = appendsFrom(batch, place);
        const isSynced = this.canWriteThrough(operation, batch[place + appends.length]);
        const done: Done = (error) => {
          if (error) {
            this.hasFailed = true;
            reject(new FileError(deedOf(operation, this.files), error));
          } else next(place + Math.max(1, appends.length) + (isSynced ? 1 : 0));
        };
        try {
          if (operation.kind === "append") this.append(operation.file, appends, isSynced, done);
          else this.carryOut(operation, done);
        } catch (error) {
          done(error as Error);
        }
      };
      next(0);
    });
  }

  /** Appends to a file in which they need no room, and the sync of it, which are one call. */
  runAtOnce(batch: readonly FileOperation[]): boolean {
    const [first] = batch;
    const appends = appendsFrom(batch, 0);
    const isOneCall = batch.length === appends.length + 1 && this.canWriteThrough(first!, batch.at(-1));
    const pieces = appends.map(({ bytes }) => bytes);
    const file = appends[0]?.file ?? "";
    if (!isOneCall || !this.ends.hasRoom(file, bytesOf(pieces)) || this.directoryLost() !== undefined) return false;
    try {
      const descriptor = this.through!.descriptorOf(file);
      const position = this.ends.writtenBytes(file, descriptor);
      this.ends.appended(file, bytesOf(pieces));
      writeWholeAtOnce(descriptor, pieces, position);
      return true;
    } catch (error) {
      this.hasFailed = true;
      throw new FileError(deedOf(first!, this.files), error);
    }
  }

  async close(): Promise<void> {
    if (!this.hasFailed && this.directoryLost() === undefined) this.cutRoom();
    this.files.close();
    this.through?.close();
  }

  /** Appends, and the sync of all that is in the file, are one call where nothing else in it waits for a sync. */
  private canWriteThrough(first: FileOperation, next: FileOperation | undefined): boolean {
    if (first.kind !== "append" || next?.kind !== "sync" || next.file !== first.file) return false;
    return this.through !== undefined && this.durable.has(first.file);
  }

  private carryOut(operation: Exclude<FileOperation, Append>, done: Done): void {
    const { durable, ends, files } = this;
    switch (operation.kind) {
      case "create":
        this.forget(operation.file);
        files.create(operation.file);
        ends.set(operation.file, 0);
        durable.add(operation.file);
        done(null);
        break;
      case "sync":
        durable.add(operation.file);
        fdatasync(files.descriptorOf(operation.file), done);
        break;
      case "sync-directory":
        syncDirectory(files.pathOf("."), done);
        break;
      case "rename":
        this.forget(operation.file);
        this.forget(operation.to);
        ends.rename(operation.file, operation.to);
        this.cutRoom();
        rename(files.pathOf(operation.file), files.pathOf(operation.to), done);
        break;
      case "remove":
        this.forget(operation.file);
        ends.forget(operation.file);
        unlink(files.pathOf(operation.file), done);
        break;
    }
  }

  /** Segments that are not written any more end where their records do. That need not be durable. */
  private cutRoom(): void {
    for (const file of this.ends.withRoom) {
      const descriptor = this.files.descriptorOf(file);
      const sizeBytes = this.ends.writtenBytes(file, descriptor);
      ftruncateSync(descriptor, sizeBytes);
      this.ends.set(file, sizeBytes);
    }
  }

  /** Whatever has the name from now on is another file. */
  private forget(file: string): void {
    this.files.forget(file);
    this.through?.forget(file);
    this.durable.delete(file);
  }

  private append(file: string, appends: readonly Append[], isSynced: boolean, done: Done): void {
    const { durable, ends } = this;
    if (!isSynced) durable.delete(file);
    const descriptor = (isSynced ? this.through! : this.files).descriptorOf(file);
    const position = ends.writtenBytes(file, descriptor);
    const pieces = appends.map(({ bytes }) => bytes);
    const length = bytesOf(pieces);
    const takesRoom = isSynced && sequenceOfSegment(file) !== undefined && !ends.hasRoom(file, length);
    const write = (room: readonly Uint8Array[], written: Done): void =>
      writeWhole(descriptor, [...pieces, ...room], position, written);
    if (!takesRoom) {
      ends.appended(file, length);
      write([], done);
      return;
    }
    write([ROOM], (error) => {
      const isFull = error?.code === "ENOSPC";
      ends.appended(file, length, isFull ? 0 : ROOM.length);
      // On a disk that is nearly full there may be room for what counts.
      if (isFull) write([], done);
      else done(error);
    });
  }
}

/** Appends to one file that follow each other go to the system in one call. */
function appendsFrom(batch: readonly FileOperation[], place: number): readonly Append[] {
  const appends: Append[] = [];
  for (let at = place; at < batch.length; at++) {
    const operation = batch[at]!;
    if (operation.kind !== "append" || (appends.length > 0 && operation.file !== appends[0]!.file)) break;
    appends.push(operation);
  }
  return appends;
}

function syncDirectory(path: string, done: Done): void {
  open(path, "r", (openError, descriptor) => {
    if (openError) {
      done(openError);
      return;
    }
    fsync(descriptor, (syncError) => close(descriptor, (closeError) => done(syncError ?? closeError)));
  });
}
