import type { Observations } from "../../invariants/observation.ts";
import type { ConfigurationAt, Entry, Snapshot, TermRuns, Write } from "../raft/index.ts";
import { NodeFailure } from "./node-failure.ts";
import { entryBytes, entryDigest } from "./wire.ts";

/** What changes a log that is durable. Pieces of a snapshot do not. */
export type LogWrite = Exclude<Write, { kind: "snapshot-chunk" }>;

/**
 * What one node's disk durably holds of its term, vote and log, of which the beginning may be gone. It tells the witness
 * of every change, because only the disk knows when a change became durable.
 */
export class DurableLog {
  term = 0;
  votedFor = 0;
  readonly termRuns: TermRuns;
  /** Those that the entries hold, ascending. */
  readonly configurations: ConfigurationAt[] = [];
  private readonly node: number;
  /** The log begins after it: the entry with index i stands at position i - 1 - base. */
  private base = 0;
  private readonly entries: Entry[] = [];

  constructor(node: number, termRuns: TermRuns) {
    this.node = node;
    this.termRuns = termRuns;
  }

  get lastIndex(): number {
    return this.base + this.entries.length;
  }

  /** The log begins after it. */
  get baseIndex(): number {
    return this.base;
  }

  /** The entry at this index. */
  entryAt(index: number): Entry {
    const entry = this.entries[index - 1 - this.base];
    if (entry === undefined) {
      throw new Error(`Node ${this.node} holds entries ${this.base + 1} to ${this.lastIndex}, not ${index}.`);
    }
    return entry;
  }

  apply(witness: Observations | undefined, write: LogWrite): void {
    switch (write.kind) {
      case "hard-state":
        this.term = write.term;
        this.votedFor = write.votedFor;
        witness?.hardStatePersisted(this.node, this.term, this.votedFor);
        break;
      case "append":
        this.append(witness, write.entries);
        break;
      case "compact":
        this.compact(witness, write.index);
        break;
      case "install-snapshot":
        this.startAt(witness, write.snapshot);
        break;
    }
  }

  append(witness: Observations | undefined, entries: readonly Entry[]): void {
    const firstIndex = entries[0]!.index;
    if (firstIndex <= this.lastIndex) this.truncateFrom(witness, firstIndex);
    for (const entry of entries) {
      if (entry.index !== this.lastIndex + 1) this.fail(`writes entry ${entry.index} behind ${this.lastIndex}`);
      this.termRuns.append(entry.index, entry.term);
      this.entries.push(entry);
      if (entry.kind === "configuration") this.configurations.push({ index: entry.index, configuration: entry.data });
      witness?.entryPersisted(this.node, entry.index, entry.term, entryDigest(entry));
    }
  }

  /** The newest entries up to `maxBytes`. */
  tail(maxBytes: number): Entry[] {
    let bytes = 0;
    let start = this.entries.length;
    while (start > 0 && bytes + entryBytes(this.entries[start - 1]!) <= maxBytes) {
      start--;
      bytes += entryBytes(this.entries[start]!);
    }
    return this.entries.slice(start);
  }

  fork(): DurableLog {
    const copy = new DurableLog(this.node, this.termRuns.fork());
    copy.term = this.term;
    copy.votedFor = this.votedFor;
    for (const entry of this.entries) copy.entries.push(entry);
    copy.configurations.push(...this.configurations);
    copy.base = this.base;
    return copy;
  }

  private truncateFrom(witness: Observations | undefined, index: number): void {
    if (index <= this.base) this.fail(`drops its log from ${index} on, which begins after ${this.base}`);
    this.entries.length = index - 1 - this.base;
    this.termRuns.truncateFrom(index);
    while ((this.configurations[this.configurations.length - 1]?.index ?? 0) >= index) this.configurations.pop();
    witness?.durableTruncated(this.node, index);
  }

  private compact(witness: Observations | undefined, index: number): void {
    if (index > this.lastIndex) this.fail(`drops its log up to ${index}, which ends at ${this.lastIndex}`);
    this.entries.splice(0, index - this.base);
    this.termRuns.compactTo(index);
    const held = this.configurations.findIndex((one) => one.index > index);
    this.configurations.splice(0, held < 0 ? this.configurations.length : held);
    this.base = index;
    witness?.durableCompacted(this.node, index);
  }

  /** A snapshot takes the place of the whole log. */
  private startAt(witness: Observations | undefined, { index, term }: Snapshot): void {
    this.entries.length = 0;
    this.configurations.length = 0;
    this.termRuns.startAt(index, term);
    this.base = index;
    witness?.snapshotPersisted(this.node, index, term);
  }

  /** No disk could do what the node wants of it. */
  private fail(what: string): never {
    throw new NodeFailure(this.node, `it ${what}`);
  }
}
