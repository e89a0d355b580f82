import { closeSync, existsSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { type FileOperation, type FileReader, sequenceOfSegment } from "../../storage/index.ts";
import { DataDirectoryError } from "./data-directory-error.ts";
import { FileError } from "./file-error.ts";
import type { FileRunner } from "./file-runner.ts";
import { syncDirectory } from "./identity.ts";

const BEGUN_FILE = "log-begun";

/**
 * Notes beside a log, durably and before anything in it is promised, that it was begun. Without the note a server that has
 * lost its log would look as one that is new, and vote and acknowledge as if it had never done so before.
 */
export class LogBeginning implements FileRunner {
  private readonly directory: string;
  private readonly runner: FileRunner;
  private isNoted: boolean;

  /**
   * `directory` is the node's own; `files` and `runner` are of its log. Throws a `DataDirectoryError` if the log is gone.
   */
  constructor(directory: string, files: FileReader, runner: FileRunner) {
    this.directory = directory;
    this.runner = runner;
    this.isNoted = existsSync(join(directory, BEGUN_FILE));
    const hasLog = files.list().some((file) => sequenceOfSegment(file) !== undefined);
    if (this.isNoted && !hasLog) throw logIsGone(directory);
    // The process ended between the two.
    if (hasLog && !this.isNoted) this.note();
  }

  run(batch: readonly FileOperation[]): Promise<void> {
    return this.isNoted || !batch.some(beginsSegment) ? this.runner.run(batch) : this.runFirst(batch);
  }

  close(): Promise<void> {
    return this.runner.close();
  }

  private async runFirst(batch: readonly FileOperation[]): Promise<void> {
    await this.runner.run(batch);
    this.note();
  }

  private note(): void {
    const path = join(this.directory, BEGUN_FILE);
    try {
      const descriptor = openSync(path, "w");
      fsyncSync(descriptor);
      closeSync(descriptor);
      syncDirectory(this.directory);
    } catch (error) {
      throw new FileError(`create ${path}`, error);
    }
    this.isNoted = true;
  }
}

/** A segment has its name only when it is whole. */
function beginsSegment(operation: FileOperation): boolean {
  return operation.kind === "rename" && sequenceOfSegment(operation.to) !== undefined;
}

function logIsGone(directory: string): DataDirectoryError {
  return new DataDirectoryError(
    `${directory} held a log, and does not any more: this server has forgotten what it voted for and acknowledged. ` +
      "Bring its files back; or remove the server from the cluster, empty the directory, and add it under another number",
  );
}
