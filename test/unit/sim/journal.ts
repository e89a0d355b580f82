import type { FiledImage, FileError, FileOperation, FileReader } from "../../../src/sim/index.ts";
import type { Log } from "./probe.ts";

/** Keeps the numbers that a program writes in files of four each, a byte a number, in the simplest safe way. */
export class Journal implements FiledImage<Log> {
  readonly files: FileReader;
  failure = "";
  crashes = 0;
  private waiting: number[] = [];
  private batched = 0;
  private written = 0;

  constructor(files: FileReader) {
    this.files = files;
  }

  /** What the files hold, in order. */
  get numbers(): number[] {
    return [...this.files.list()].sort().flatMap((file) => [...this.files.read(file, 0, 99)]);
  }

  write(write: number, record: unknown): void {
    this.waiting.push(record as number);
    this.written = write;
  }

  takeBatch(): readonly FileOperation[] | undefined {
    if (this.waiting.length === 0 || this.failure !== "") return undefined;
    const operations: FileOperation[] = [];
    const there = new Set(this.files.list());
    for (const number of this.waiting) {
      const file = `${(number - 1) >> 2}`.padStart(3, "0");
      const isNew = !there.has(file);
      if (isNew) operations.push({ kind: "create", file });
      there.add(file);
      operations.push({ kind: "append", file, bytes: Uint8Array.of(number) });
      if (number % 4 === 0 || number === this.waiting.at(-1)) operations.push({ kind: "sync", file });
      if (isNew) operations.push({ kind: "sync-directory" });
    }
    this.batched = this.written;
    this.waiting = [];
    return operations;
  }

  batchDone(witness: Log): number {
    witness.happenings.push({ id: 1, what: "applied", detail: this.batched, localUs: 0 });
    return this.batched;
  }

  batchFailed(reason: string): void {
    this.failure = reason;
  }

  refused(error: FileError): never {
    throw new Error(`refused: ${error.message}`);
  }

  damaged(): void {}

  crashed(): void {
    this.crashes++;
    this.waiting = [];
    this.failure = "";
  }

  fork(files: FileReader): Journal {
    const { batched, crashes, failure, waiting, written } = this;
    return Object.assign(new Journal(files), { batched, crashes, failure, waiting: waiting.slice(), written });
  }
}
