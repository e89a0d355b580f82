import { close, fdatasync, fsync, ftruncate, open, rename, unlink, write, writev } from "node:fs";
import type { FileOperation } from "../../storage/file-operation.ts";
import { deedOf, FileError } from "./file-error.ts";
import type { FileRunner } from "./file-runner.ts";
import { OpenFiles } from "./open-files.ts";

type Append = FileOperation & { readonly kind: "append" };
type Done = (error: Error | null | undefined) => void;

/** Carries file operations out on a directory of the real file system. Whatever may wait for a disk holds up nobody. */
export class DirectoryWriter implements FileRunner {
  private readonly files: OpenFiles;

  /** The directory is there. */
  constructor(directory: string) {
    this.files = new OpenFiles(directory);
  }

  run(batch: readonly FileOperation[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = (place: number): void => {
        if (place === batch.length) {
          resolve();
          return;
        }
        const operation = batch[place]!;
        const appends = appendsFrom(batch, place);
        const done: Done = (error) => {
          if (error) reject(new FileError(deedOf(operation), error));
          else next(place + Math.max(1, appends.length));
        };
        try {
          if (appends.length > 0) this.append(appends, done);
          else this.carryOut(operation, done);
        } catch (error) {
          done(error as Error);
        }
      };
      next(0);
    });
  }

  async close(): Promise<void> {
    this.files.close();
  }

  private carryOut(operation: FileOperation, done: Done): void {
    const { files } = this;
    switch (operation.kind) {
      case "create":
        files.create(operation.file);
        done(null);
        break;
      case "append":
        this.append([operation], done);
        break;
      case "sync":
        fdatasync(files.descriptorOf(operation.file), done);
        break;
      case "sync-directory":
        syncDirectory(files.pathOf("."), done);
        break;
      case "rename":
        files.forget(operation.file);
        files.forget(operation.to);
        rename(files.pathOf(operation.file), files.pathOf(operation.to), done);
        break;
      case "truncate":
        ftruncate(files.descriptorOf(operation.file), operation.sizeBytes, done);
        break;
      case "remove":
        files.forget(operation.file);
        unlink(files.pathOf(operation.file), done);
        break;
    }
  }

  private append(appends: readonly Append[], done: Done): void {
    const descriptor = this.files.descriptorOf(appends[0]!.file);
    if (appends.length === 1) {
      writeWhole(descriptor, appends[0]!.bytes, done);
      return;
    }
    const pieces = appends.map(({ bytes }) => bytes);
    writev(descriptor, pieces, (error, written) => {
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (error || written === length) done(error);
      else writeWhole(descriptor, Buffer.concat(pieces).subarray(written), done);
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

/** The system may take a part, as it does where the disk is nearly full: the rest follows, or fails. */
function writeWhole(descriptor: number, bytes: Uint8Array, done: Done): void {
  if (bytes.length === 0) {
    done(null);
    return;
  }
  write(descriptor, bytes, (error, written) => {
    if (error) done(error);
    else writeWhole(descriptor, bytes.subarray(written), done);
  });
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
