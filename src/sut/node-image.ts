import type { ConfigurationFacts, Observations } from "../../invariants/observation.ts";
import type { SessionMachine } from "../machine/index.ts";
import type { Configuration, ConfigurationAt, DurableState, Entry, LogFetch, TermRuns, Write } from "../raft/index.ts";
import type { DurableImage } from "../sim/program.ts";
import { entryBytes, entryDigest } from "./wire.ts";

/** The machine's state at an applied index, with the sessions of its clients, saved as one file that is there whole or not at all. */
export interface MachineCheckpoint {
  readonly kind: "machine";
  readonly machine: SessionMachine;
  readonly appliedIndex: number;
  readonly configuration: ConfigurationFacts;
}

export type DiskRecord = Write | MachineCheckpoint;

/**
 * What one node's disk durably holds: its term and vote, its log, and its machine as of some applied index. It tells
 * the witness of every change, because only the disk knows when a change became durable.
 */
export class NodeImage implements DurableImage<Observations> {
  private readonly node: number;
  private term = 0;
  private votedFor = 0;
  /** The entry with index i stands at position i - 1. */
  private readonly entries: Entry[] = [];
  private readonly termRuns: TermRuns;
  /** Those that the entries hold, ascending. */
  private readonly configurations: ConfigurationAt[] = [];
  private checkpoint: MachineCheckpoint | undefined = undefined;
  /** Some record in the file fails its checksum, even if another has replaced it since: the file cannot be replayed. */
  private damaged = false;
  /** Which entries of the log as it stands are damaged, by index. */
  private readonly damagedEntries = new Set<number>();

  constructor(node: number, termRuns: TermRuns) {
    this.node = node;
    this.termRuns = termRuns;
  }

  apply(witness: Observations | undefined, record: unknown): void {
    const written = record as DiskRecord;
    switch (written.kind) {
      case "hard-state":
        this.term = written.term;
        this.votedFor = written.votedFor;
        witness?.hardStatePersisted(this.node, this.term, this.votedFor);
        break;
      case "append":
        this.appendEntries(witness, written.entries);
        break;
      case "machine":
        this.checkpoint = written;
        witness?.snapshotTaken(this.node, written.appliedIndex, written.machine.stateHash, written.configuration);
        break;
    }
  }

  /**
   * Each entry is a record with its own checksum, so a torn append leaves its first entries. Term and vote share one
   * record, and the machine's file is renamed into place: of these a torn write leaves nothing.
   */
  applyTorn(witness: Observations, record: unknown, keptOf1024: number): void {
    const torn = record as DiskRecord;
    if (torn.kind !== "append") return;
    const kept = Math.floor((torn.entries.length * keptOf1024) / 1024);
    if (kept > 0) this.appendEntries(witness, torn.entries.slice(0, kept));
  }

  /** Of a node that holds no entries it is the record of term and vote that is damaged. */
  damage(place1024: number): void {
    this.damaged = true;
    if (this.entries.length > 0) this.damagedEntries.add(1 + Math.floor((this.entries.length * place1024) / 1024));
  }

  /** The next boot finds that this image cannot be used. */
  get isDamaged(): boolean {
    return this.damaged;
  }

  /** What the node restarts with, and the newest entries up to `maxTailBytes`. */
  load(maxTailBytes: number): DurableState {
    let bytes = 0;
    let start = this.entries.length;
    while (start > 0 && bytes + entryBytes(this.entries[start - 1]!) <= maxTailBytes) {
      start--;
      bytes += entryBytes(this.entries[start]!);
    }
    return {
      term: this.term,
      votedFor: this.votedFor,
      lastIndex: this.entries.length,
      termRuns: this.termRuns,
      tail: this.entries.slice(start),
      configurations: this.configurations.slice(),
      appliedIndex: this.checkpoint?.appliedIndex ?? 0,
    };
  }

  /** A copy of the machine as it was last saved; undefined if it never was. */
  loadMachine(): SessionMachine | undefined {
    return this.checkpoint?.machine.fork();
  }

  /**
   * The entries that a fetch asks for, as they are now: the first one that is there, and more while they fit. Undefined
   * if one of them is damaged.
   */
  read(fetch: LogFetch): Entry[] | undefined {
    const found: Entry[] = [];
    let bytes = 0;
    for (let index = fetch.firstIndex; index <= Math.min(fetch.lastIndex, this.entries.length); index++) {
      const entry = this.entryAt(index);
      bytes += entry.bytes;
      if (bytes > fetch.maxBytes && found.length > 0) break;
      if (this.damagedEntries.has(index)) return undefined;
      found.push(entry);
    }
    return found;
  }

  get lastIndex(): number {
    return this.entries.length;
  }

  entryAt(index: number): Entry {
    const entry = this.entries[index - 1];
    if (entry === undefined) throw new Error(`Node ${this.node} holds ${this.entries.length} entries, not ${index}.`);
    return entry;
  }

  /** The last configuration in the log up to an index; undefined if there is none. */
  configurationAt(index: number): Configuration | undefined {
    for (let place = this.configurations.length - 1; place >= 0; place--) {
      const known = this.configurations[place]!;
      if (known.index <= index) return known.configuration;
    }
    return undefined;
  }

  fork(): NodeImage {
    const copy = new NodeImage(this.node, this.termRuns.fork());
    copy.term = this.term;
    copy.votedFor = this.votedFor;
    for (const entry of this.entries) copy.entries.push(entry);
    copy.configurations.push(...this.configurations);
    copy.checkpoint = this.checkpoint;
    copy.damaged = this.damaged;
    for (const index of this.damagedEntries) copy.damagedEntries.add(index);
    return copy;
  }

  private appendEntries(witness: Observations | undefined, entries: readonly Entry[]): void {
    const firstIndex = entries[0]!.index;
    if (firstIndex <= this.entries.length) this.truncateFrom(witness, firstIndex);
    for (const entry of entries) {
      if (entry.index !== this.entries.length + 1) {
        throw new Error(`Node ${this.node} writes entry ${entry.index} behind ${this.entries.length} entries.`);
      }
      this.termRuns.append(entry.index, entry.term);
      this.entries.push(entry);
      if (entry.kind === "configuration") this.configurations.push({ index: entry.index, configuration: entry.data });
      witness?.entryPersisted(this.node, entry.index, entry.term, entryDigest(entry));
    }
  }

  private truncateFrom(witness: Observations | undefined, index: number): void {
    this.entries.length = index - 1;
    for (const damaged of this.damagedEntries) if (damaged >= index) this.damagedEntries.delete(damaged);
    this.termRuns.truncateFrom(index);
    while ((this.configurations[this.configurations.length - 1]?.index ?? 0) >= index) this.configurations.pop();
    witness?.durableTruncated(this.node, index);
  }
}
