import { type DurableState, type Entry, type Snapshot, TermRuns, type Write } from "../../../src/raft/index.ts";

interface Contents {
  readonly term: number;
  readonly votedFor: number;
  /** All entries of the log, also those up to `base`, which are gone: whoever looks on still knows them. */
  readonly log: readonly Entry[];
  readonly base: number;
  readonly snapshot: Snapshot | undefined;
  /** How much of a snapshot has come. */
  readonly received: { readonly snapshot: Snapshot; readonly bytes: number } | undefined;
}

const EMPTY: Contents = { term: 0, votedFor: 0, log: [], base: 0, snapshot: undefined, received: undefined };

/** The size of every snapshot. */
export const SNAPSHOT_BYTES = 100;

type DiskRecord = Write | { readonly kind: "save"; readonly number: 0; readonly snapshot: Snapshot };

/** A server's disk: what is durable, and the writes that are not yet. */
export class Disk {
  private durable = EMPTY;
  private unfinished: DiskRecord[] = [];
  private readonly committed: readonly Entry[];

  /** `committed` grows: it is what a snapshot that comes from elsewhere stands for. */
  constructor(committed: readonly Entry[] = []) {
    this.committed = committed;
  }

  begin(write: Write): void {
    this.unfinished.push(write);
  }

  /** Begins to save the machine. */
  beginSave(snapshot: Snapshot): void {
    this.unfinished.push({ kind: "save", number: 0, snapshot });
  }

  /** Makes the oldest `count` records durable. The number of the last write among them, or 0 if there was none. */
  finish(count: number): number {
    const finished = this.unfinished.slice(0, count);
    this.unfinished = this.unfinished.slice(finished.length);
    this.durable = finished.reduce((contents, record) => this.withRecord(contents, record), this.durable);
    return Math.max(0, ...finished.map(({ number }) => number));
  }

  /** A crash: what was not finished is lost, and so are pieces of a snapshot that was never installed. */
  loseUnfinished(): void {
    this.unfinished = [];
    this.durable = { ...this.durable, received: undefined };
  }

  /** Puts a term and a log there, one entry for each of the terms given. */
  fill(term: number, votedFor: number, terms: readonly number[]): void {
    const log = terms.map((entryTerm, position): Entry => {
      const index = position + 1;
      return { index, term: entryTerm, kind: "command", data: `${index}`, bytes: 1 };
    });
    this.unfinished = [];
    this.durable = { ...EMPTY, term, votedFor, log };
  }

  /** The log as the server has it in memory: durable or on its way. */
  get log(): readonly Entry[] {
    return this.unfinished.reduce((contents, record) => this.withRecord(contents, record), this.durable).log;
  }

  get durableLog(): readonly Entry[] {
    return this.durable.log;
  }

  get snapshot(): Snapshot | undefined {
    return this.durable.snapshot;
  }

  get baseIndex(): number {
    return this.durable.base;
  }

  /** Some of the durable entries from an index on; none if that one is gone. */
  read(firstIndex: number, count: number): readonly Entry[] {
    return firstIndex <= this.durable.base ? [] : this.durable.log.slice(firstIndex - 1, firstIndex - 1 + count);
  }

  durableEntry(index: number): Entry {
    const entry = this.read(index, 1)[0];
    if (entry === undefined) throw new Error(`Entry ${index} is not durable.`);
    return entry;
  }

  durableState(): DurableState {
    const { term, votedFor, log, base, snapshot } = this.durable;
    const termRuns = new TermRuns();
    termRuns.startAt(base, log[base - 1]?.term ?? 0);
    const tail = log.slice(base);
    for (const entry of tail) termRuns.append(entry.index, entry.term);
    const appliedIndex = snapshot?.index ?? 0;
    const configurations = log.flatMap(({ index, kind, data }) =>
      kind === "configuration" && index > appliedIndex ? [{ index, configuration: data }] : [],
    );
    const lastIndex = log.length;
    return { term, votedFor, snapshot, baseIndex: base, lastIndex, termRuns, tail, configurations, appliedIndex };
  }

  private withRecord(contents: Contents, record: DiskRecord): Contents {
    const { log, received } = contents;
    switch (record.kind) {
      case "hard-state":
        return { ...contents, term: record.term, votedFor: record.votedFor };
      case "append":
        return { ...contents, log: [...log.slice(0, record.entries[0]!.index - 1), ...record.entries] };
      case "save":
        return record.snapshot.index > (contents.snapshot?.index ?? 0)
          ? { ...contents, snapshot: record.snapshot }
          : contents;
      case "compact":
        return { ...contents, base: record.index };
      case "snapshot-chunk": {
        const { bytes, data, offset, snapshot } = record;
        if (offset > 0 && (received?.bytes !== offset || received.snapshot.index !== (data as Snapshot).index))
          throw new Error("a gap in a snapshot");
        return { ...contents, received: { snapshot, bytes: offset + bytes } };
      }
      case "install-snapshot": {
        const { snapshot } = record;
        if (received?.bytes !== SNAPSHOT_BYTES) throw new Error("a snapshot is installed that is not all there");
        const prefix = this.committed.slice(0, snapshot.index);
        return { ...contents, snapshot, base: snapshot.index, log: prefix, received: undefined };
      }
    }
  }
}
