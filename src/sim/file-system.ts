import { Directory } from "./directory.ts";
import { FileContent } from "./file-content.ts";
import type { FileFates } from "./file-fates.ts";
import { FileError, type FileOperation } from "./file-operation.ts";

/**
 * The files of one disk, in one directory, as durable as they were made.
 *
 * A crash loses what was not synced, or leaves all of it, or any of it: of each file a beginning, to the byte, or any of
 * its sectors, with zeros or older bytes in between; of the changes of names see the directory. It does not change what
 * was synced, so a sector that is written again keeps what it held before, and no file gets bytes of another.
 */
export class FileSystem {
  private files = new Map<number, FileContent>();
  private directory = new Directory();
  private lastFile = 0;

  /** The names, in no order. */
  list(): readonly string[] {
    return this.directory.names;
  }

  sizeBytes(file: string): number {
    return this.contentOf(file).sizeBytes;
  }

  /** A copy of as many bytes as there are from `offset` on, up to `length`. */
  read(file: string, offset: number, length: number): Uint8Array {
    return this.contentOf(file).read(offset, length);
  }

  /** @throws FileError if no file system could do it. */
  carryOut(operation: FileOperation): void {
    switch (operation.kind) {
      case "create":
        this.create(operation.file);
        break;
      case "append":
        this.contentOf(operation.file).append(operation.bytes);
        break;
      case "sync":
        this.contentOf(operation.file).sync();
        break;
      case "sync-directory":
        this.directory.sync();
        this.forgetUnreachable();
        break;
      case "rename":
        this.directory.change({ from: operation.file, to: operation.to, file: this.numberOf(operation.file) });
        break;
      case "remove":
        this.directory.change({ from: operation.file, to: "", file: this.numberOf(operation.file) });
        break;
    }
  }

  /** A sync is carried out but fails. Without fates nothing of it is durable. */
  failSync(operation: FileOperation, fates: FileFates | undefined): void {
    if (operation.kind === "sync") this.contentOf(operation.file).failSync(fates);
    else if (operation.kind === "sync-directory") this.directory.failSync(fates);
    else throw new Error(`A ${operation.kind} is no sync.`);
  }

  /**
   * The power fails. Without fates nothing is left of what was not synced. Of each file that lost or tore something it is
   * told how often it had been appended to.
   */
  crash(fates: FileFates | undefined, tell: (appends: number, isTorn: boolean) => void): void {
    for (const content of this.files.values()) {
      const appends = content.unsyncedAppends;
      const fate = content.crash(fates);
      if (fate !== "kept") tell(appends, fate !== "lost");
    }
    this.directory.crash(fates);
    this.forgetUnreachable();
  }

  /** So many bits lie there at rest. */
  get durableBits(): number {
    return 8 * this.durableContents().reduce((sum, content) => sum + content.durableBytes, 0);
  }

  /** One of the bits at rest turns over. */
  flipBit(place: number): void {
    let left = place;
    for (const content of this.durableContents()) {
      const bits = 8 * content.durableBytes;
      if (left < bits) {
        content.flipBit(left);
        return;
      }
      left -= bits;
    }
    throw new Error(`There is no bit ${place} among ${this.durableBits}.`);
  }

  fork(): FileSystem {
    const copy = new FileSystem();
    for (const [number, content] of this.files) copy.files.set(number, content.fork());
    copy.directory = this.directory.fork();
    copy.lastFile = this.lastFile;
    return copy;
  }

  private create(file: string): void {
    if (file === "") throw new FileError("a file must have a name");
    const number = this.directory.fileOf(file);
    if (number === undefined) {
      this.files.set(++this.lastFile, new FileContent());
      this.directory.change({ from: "", to: file, file: this.lastFile });
    } else this.files.get(number)!.empty();
  }

  private contentOf(file: string): FileContent {
    return this.files.get(this.numberOf(file))!;
  }

  private numberOf(file: string): number {
    const number = this.directory.fileOf(file);
    if (number === undefined) throw new FileError(`there is no file ${file}`);
    return number;
  }

  private durableContents(): FileContent[] {
    return this.directory.durableFiles.map((number) => this.files.get(number)!);
  }

  private forgetUnreachable(): void {
    const reachable = this.directory.reachableFiles;
    for (const number of this.files.keys()) if (!reachable.has(number)) this.files.delete(number);
  }
}
