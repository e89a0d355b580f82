import type { ConfigurationAt, NodeId, TermRuns } from "../raft/index.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readSnapshot, type StoredSnapshot, writeSnapshot } from "./configuration-bytes.ts";
import type { EntryOutline } from "./entry-bytes.ts";
import { EntryPositions } from "./entry-positions.ts";

/**
 * What the records of a log come to: term and vote, the snapshot that counts, and of each entry where it lies and of
 * which term it is. Records are made and replayed on the same image, so that a restart finds what there was.
 *
 * Every method throws an Error if what it is told contradicts what it knows.
 */
export class LogImage {
  term = 0;
  votedFor: NodeId = 0;
  stored: StoredSnapshot | undefined = undefined;
  /** The log begins after it. */
  baseIndex = 0;
  readonly termRuns: TermRuns;
  readonly positions: EntryPositions;
  /** Those that the entries hold, ascending. */
  readonly configurations: ConfigurationAt[] = [];

  constructor(noRuns: TermRuns, positions = new EntryPositions()) {
    this.termRuns = noRuns.fork();
    this.positions = positions;
  }

  get lastIndex(): number {
    return this.positions.lastIndex;
  }

  /** 0 if there is none. */
  get snapshotIndex(): number {
    return this.stored?.snapshot.index ?? 0;
  }

  setHardState(term: number, votedFor: NodeId): void {
    if (term < this.term) throw new Error(`term ${term} follows term ${this.term}`);
    this.term = term;
    this.votedFor = votedFor;
  }

  /** Drops the entries from this one's index on, and appends it. */
  append({ index, term, configuration }: EntryOutline, segment: number, offset: number, length: number): void {
    if (index <= this.lastIndex) this.truncateFrom(index);
    if (index !== this.lastIndex + 1) throw new Error(`entry ${index} follows entry ${this.lastIndex}`);
    this.termRuns.append(index, term);
    this.positions.append(segment, offset, length);
    if (configuration !== undefined) this.configurations.push({ index, configuration });
  }

  /** Drops the entries from `index` on. */
  truncateFrom(index: number): void {
    if (index <= this.baseIndex) throw new Error(`the log is cut at ${index}, and begins after ${this.baseIndex}`);
    this.positions.truncateFrom(index);
    this.termRuns.truncateFrom(index);
    while ((this.configurations[this.configurations.length - 1]?.index ?? 0) >= index) this.configurations.pop();
  }

  /** Drops the entries up to `index`: the snapshot that counts holds what they did. */
  compact(index: number): void {
    if (index > this.snapshotIndex) {
      throw new Error(`the log is dropped up to ${index}, and the snapshot is of ${this.snapshotIndex}`);
    }
    if (index <= this.baseIndex) return;
    this.positions.compactTo(index);
    this.termRuns.compactTo(index);
    const above = this.configurations.filter((one) => one.index > index);
    this.configurations.splice(0, this.configurations.length, ...above);
    this.baseIndex = index;
  }

  /** A snapshot of this node's own machine counts from now on. */
  save(stored: StoredSnapshot): void {
    const { index } = stored.snapshot;
    if (index <= this.snapshotIndex) throw new Error(`snapshot ${index} follows snapshot ${this.snapshotIndex}`);
    if (index > this.lastIndex) throw new Error(`snapshot ${index} is of more than the log, up to ${this.lastIndex}`);
    this.stored = stored;
  }

  /** A leader's snapshot counts from now on, and the log is empty behind it. */
  install(stored: StoredSnapshot): void {
    const { index, term } = stored.snapshot;
    if (index <= this.snapshotIndex) throw new Error(`snapshot ${index} follows snapshot ${this.snapshotIndex}`);
    this.stored = stored;
    this.startAt(index, term);
  }

  /** The first segment that holds an entry of the log; all before it hold nothing that counts. */
  firstNeededSegment(current: number): number {
    return this.lastIndex > this.baseIndex ? this.positions.segmentOf(this.baseIndex + 1) : current;
  }

  /** All but the entries. */
  writeCheckpoint(writer: ByteWriter): void {
    writer.u64(this.term);
    writer.u64(this.votedFor);
    writer.u8(this.stored === undefined ? 0 : 1);
    if (this.stored !== undefined) writeSnapshot(writer, this.stored);
    writer.u64(this.baseIndex);
    writer.u64(this.termRuns.termAt(this.baseIndex));
    writer.u64(this.lastIndex);
    const runs = this.runs();
    writer.u32(runs.length);
    for (const { firstIndex, term } of runs) {
      writer.u64(firstIndex);
      writer.u64(term);
    }
  }

  /**
   * Takes over what a checkpoint says. Entries that only it tells of, at the beginning of the first segment, are in no
   * segment as far as is known here. Otherwise what it says was known, or it takes back the end of the segment before.
   */
  readCheckpoint(reader: ByteReader): void {
    this.term = reader.u64();
    this.votedFor = reader.u64();
    this.stored = reader.u8() === 1 ? readSnapshot(reader) : undefined;
    const baseIndex = reader.u64();
    const baseTerm = reader.u64();
    if (baseIndex > this.lastIndex || this.termRuns.termAt(baseIndex) !== baseTerm) this.startAt(baseIndex, baseTerm);
    else if (baseIndex > this.baseIndex) this.compact(baseIndex);
    const lastIndex = reader.u64();
    if (lastIndex < this.lastIndex) this.truncateFrom(lastIndex + 1);
    const knownIndex = this.lastIndex;
    while (this.lastIndex < lastIndex) this.positions.append(0, 0, 0);
    for (let runs = reader.u32(); runs > 0; runs--) {
      const firstIndex = reader.u64();
      const term = reader.u64();
      if (firstIndex > knownIndex) this.termRuns.append(firstIndex, term);
    }
  }

  fork(): LogImage {
    const copy = new LogImage(this.termRuns, this.positions.fork());
    copy.term = this.term;
    copy.votedFor = this.votedFor;
    copy.stored = this.stored;
    copy.baseIndex = this.baseIndex;
    copy.configurations.push(...this.configurations);
    return copy;
  }

  private startAt(index: number, term: number): void {
    this.baseIndex = index;
    this.termRuns.startAt(index, term);
    this.positions.startAt(index);
    this.configurations.length = 0;
  }

  /** The terms of the entries, ascending, each with the first index that has it. */
  private runs(): { readonly firstIndex: number; readonly term: number }[] {
    const runs: { firstIndex: number; term: number }[] = [];
    for (let index = this.lastIndex; index > this.baseIndex; ) {
      const term = this.termRuns.termAt(index);
      index = Math.max(this.baseIndex, this.termRuns.lastIndexWithin(index, term - 1));
      runs.push({ firstIndex: index + 1, term });
    }
    return runs.reverse();
  }
}
