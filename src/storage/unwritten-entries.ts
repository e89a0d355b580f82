import type { Entry } from "../raft/index.ts";

/** The newest entries of the log, which are not in files yet, or whose files are being written. */
export class UnwrittenEntries {
  /** The entries up to here are in files. */
  private writtenIndex: number;
  /** Behind it, up to the end of the log. */
  private readonly entries: Entry[] = [];
  /** When the batch under way is done, the entries up to here are in files. */
  private batchIndex = 0;

  constructor(writtenIndex: number) {
    this.writtenIndex = writtenIndex;
  }

  /** All before it are in files. */
  get firstIndex(): number {
    return this.writtenIndex + 1;
  }

  at(index: number): Entry | undefined {
    return this.entries[index - this.firstIndex];
  }

  /** The log has no entries from `index` on any more. What a batch under way still brings of them does not count. */
  truncateFrom(index: number): void {
    this.entries.length = Math.max(0, Math.min(this.entries.length, index - this.firstIndex));
    this.writtenIndex = Math.min(this.writtenIndex, index - 1);
    this.batchIndex = Math.min(this.batchIndex, index - 1);
  }

  append(entry: Entry): void {
    this.entries.push(entry);
  }

  /** A snapshot took the place of the log. */
  startAt(index: number): void {
    this.entries.length = 0;
    this.writtenIndex = index;
    this.batchIndex = 0;
  }

  batchTaken(): void {
    this.batchIndex = this.writtenIndex + this.entries.length;
  }

  batchDone(): void {
    if (this.batchIndex <= this.writtenIndex) return;
    this.entries.splice(0, this.batchIndex - this.writtenIndex);
    this.writtenIndex = this.batchIndex;
  }

  fork(): UnwrittenEntries {
    const copy = new UnwrittenEntries(this.writtenIndex);
    copy.entries.push(...this.entries);
    copy.batchIndex = this.batchIndex;
    return copy;
  }
}
