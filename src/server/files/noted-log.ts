import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FileOperation, type FileReader, segmentName, sequenceOfSegment } from "../../storage/index.ts";
import { DataDirectoryError } from "./data-directory-error.ts";
import type { FileRunner } from "./file-runner.ts";

const NOTE_FILE = "log-begun";
const NOTE_DRAFT = `${NOTE_FILE}.draft`;

/**
 * Notes beside a log, durably and before anything in it is promised, which is its newest segment. Without the note a
 * server whose log is gone would look as one that is new, and one that has lost the end of it as one that was never told
 * more: it would vote and acknowledge as if it had not done so before.
 */
export class NotedLog implements FileRunner {
  private readonly log: FileRunner;
  private readonly notes: FileRunner;
  /**
   * The newest segment; 0 if none was begun. If the process ended between the two, the newest is a later one, and is noted
   * with the first batch: a recovered log begins a segment. Until then its name may not be durable.
   */
  private noted: number;

  /**
   * `directory` is the node's own, and `notes` changes it; `files` and `log` are of its log. Throws a `DataDirectoryError`
   * if the log is gone, or its end.
   */
  constructor(directory: string, files: FileReader, log: FileRunner, notes: FileRunner) {
    const path = join(directory, NOTE_FILE);
    const noted = existsSync(path) ? readNote(path) : undefined;
    const newest = files.list().reduce((found, file) => Math.max(found, sequenceOfSegment(file) ?? 0), 0);
    if (noted !== undefined && newest === 0) throw isGone(`${directory} held a log, and does not any more`);
    if (noted !== undefined && newest < noted) {
      throw isGone(`${directory} has lost the end of its log: ${segmentName(noted)} was begun, and is not there`);
    }
    this.log = log;
    this.notes = notes;
    this.noted = noted ?? 0;
  }

  run(batch: readonly FileOperation[]): Promise<void> {
    const newest = newestBegunBy(batch);
    return newest > this.noted ? this.runAndNote(batch, newest) : this.log.run(batch);
  }

  runAtOnce(batch: readonly FileOperation[]): boolean {
    return newestBegunBy(batch) <= this.noted && this.log.runAtOnce(batch);
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.notes.close();
  }

  private async runAndNote(batch: readonly FileOperation[], segment: number): Promise<void> {
    await this.log.run(batch);
    await this.notes.run([
      { kind: "create", file: NOTE_DRAFT },
      { kind: "append", file: NOTE_DRAFT, bytes: Buffer.from(`${segmentName(segment)}\n`) },
      { kind: "sync", file: NOTE_DRAFT },
      { kind: "rename", file: NOTE_DRAFT, to: NOTE_FILE },
      { kind: "sync-directory" },
    ]);
    this.noted = segment;
  }
}

/** Earlier versions noted only that there was a segment. */
function readNote(path: string): number {
  return sequenceOfSegment(readFileSync(path, "utf8").trimEnd()) ?? 0;
}

/** A segment has its name only when it is whole. 0 if none is begun. */
function newestBegunBy(batch: readonly FileOperation[]): number {
  const begun = (operation: FileOperation) => (operation.kind === "rename" ? sequenceOfSegment(operation.to) : 0);
  return batch.reduce((found, operation) => Math.max(found, begun(operation) ?? 0), 0);
}

function isGone(what: string): DataDirectoryError {
  return new DataDirectoryError(
    `${what}: this server has forgotten what it voted for and acknowledged. ` +
      "Bring its files back; or remove the server from the cluster, empty the directory, and add it under another number",
  );
}
