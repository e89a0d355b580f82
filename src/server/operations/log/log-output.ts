import { write, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** What is kept for a reader that stands still: some thousand lines. */
const MOST_KEPT_BYTES = 1024 * 1024;
/** After so long a reader whose pipe was full is tried again. */
const FULL_PAUSE_MS = 50;

/**
 * Where the lines of a log go: a file descriptor, whose reader may be slow or stand still. Nobody ever waits for it. What
 * it does not take is kept up to a bound; what comes beyond that is dropped, counted, and told when all else was taken:
 * there in the log it is missing.
 *
 * A pipe should not block (O_NONBLOCK): else a thread stands still with its reader, and the process cannot exit.
 */
export class LogOutput {
  /** Told how many lines are missing; may write. */
  onDropped: (lines: number) => void = () => {};
  private readonly file: number;
  private readonly mostBytes: number;
  private kept: string[] = [];
  private keptBytes = 0;
  private dropped = 0;
  private isWriting = false;
  private retry: NodeJS.Timeout | undefined;
  private whenTaken: (() => void) | undefined;

  constructor(file: number, mostBytes = MOST_KEPT_BYTES) {
    this.file = file;
    this.mostBytes = mostBytes;
  }

  write(line: string): void {
    if (this.keptBytes + Buffer.byteLength(line) > this.mostBytes) this.dropped++;
    else this.keep(line);
  }

  /** Of a process that ends soon: whatever is kept already, this line is not dropped. */
  writeLast(line: string): void {
    this.keep(line);
  }

  /** Waits until everything is taken, though no longer than this; what was not taken by then is given up. */
  async end(withinMs: number): Promise<void> {
    const patience = new AbortController();
    const taken = new Promise<void>((resolve) => {
      this.whenTaken = resolve;
    });
    if (!this.isWriting) return;
    await Promise.race([taken, sleep(withinMs, undefined, { signal: patience.signal })]);
    patience.abort();
    clearTimeout(this.retry);
    this.kept = [];
  }

  /** For a process that ends at this moment: writes what is kept, as much of it as is taken at once. */
  flush(): void {
    if (this.retry !== undefined || this.kept.length === 0) return;
    try {
      writeSync(this.file, this.kept.join(""));
    } catch {
      // Nobody takes it, and nobody is left to be told.
    }
  }

  private keep(line: string): void {
    this.kept.push(line);
    this.keptBytes += Buffer.byteLength(line);
    if (!this.isWriting) this.writeKept();
  }

  private writeKept(): void {
    const lines = Buffer.from(this.kept.join(""));
    this.kept = [];
    this.isWriting = true;
    this.writeRest(lines);
  }

  private writeRest(rest: Buffer): void {
    this.retry = undefined;
    write(this.file, rest, (error, written) => {
      if (error?.code === "EAGAIN") {
        this.retry = setTimeout(() => this.writeRest(rest), FULL_PAUSE_MS);
        return;
      }
      // A disk that is full may have room again; nobody ends because a log cannot be written.
      if (error !== null) this.dropped += linesOf(rest);
      const done = error === null ? written : rest.length;
      this.keptBytes -= done;
      if (done < rest.length) this.writeRest(rest.subarray(done));
      else this.goOn(error === null);
    });
  }

  private goOn(isTaken: boolean): void {
    this.isWriting = false;
    if (this.kept.length === 0 && this.dropped > 0 && isTaken) {
      const lines = this.dropped;
      this.dropped = 0;
      this.onDropped(lines);
    }
    if (this.isWriting) return;
    if (this.kept.length > 0) this.writeKept();
    else this.whenTaken?.();
  }
}

function linesOf(bytes: Buffer): number {
  return bytes.toString().split("\n").length - 1;
}
