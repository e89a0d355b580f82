import type { Observations } from "../../invariants/observation.ts";
import { decodeStates, KeyedStates } from "../hybrid/index.ts";
import type { SessionMachine } from "../machine/index.ts";
import type {
  ConfigurationAt,
  DurableState,
  Entry,
  LogFetch,
  Snapshot,
  SnapshotRead,
  TermRuns,
  Write,
} from "../raft/index.ts";
import type { DurableImage } from "../sim/program.ts";
import type { LocalRecord } from "./gossip-message.ts";
import { NodeFailure } from "./node-failure.ts";
import { type ReceivedPieces, readPiece, type SavedSnapshot, type SnapshotPiece, withPiece } from "./saved-snapshot.ts";
import { entryBytes, entryDigest } from "./wire.ts";

export type DiskRecord = Write | SavedSnapshot | LocalRecord;

/**
 * What one node's disk durably holds: its term and vote, its newest snapshot, and its log, of which the beginning may
 * be gone. It tells the witness of every change, because only the disk knows when a change became durable.
 */
export class NodeImage implements DurableImage<Observations> {
  private readonly node: number;
  private term = 0;
  private votedFor = 0;
  /** The log begins after it: the entry with index i stands at position i - 1 - base. */
  private base = 0;
  private readonly entries: Entry[] = [];
  private readonly termRuns: TermRuns;
  /** Those that the entries hold, ascending. */
  private readonly configurations: ConfigurationAt[] = [];
  private saved: SavedSnapshot | undefined = undefined;
  /** Pieces of another server's snapshot. A restart finds none of them. */
  private received: ReceivedPieces | undefined = undefined;
  /** What the node did beside the log, folded as it came in; and the last of its own operations that is in there. */
  readonly local = new KeyedStates();
  localSequence = 0;
  /** The last operation beside the log that was carried out here for each client. */
  readonly localClients = new Map<number, number>();
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
      case "snapshot":
        this.save(witness, written);
        break;
      case "compact":
        this.compact(witness, written.index);
        break;
      case "snapshot-chunk":
        this.receive(written.data as SnapshotPiece);
        break;
      case "install-snapshot":
        this.install(witness, written.snapshot);
        break;
      case "local":
        for (const state of decodeStates(written.states)) this.local.merge(state);
        this.localSequence = written.sequence;
        for (const [client, sequence] of written.clients) this.localClients.set(client, sequence);
        break;
    }
  }

  /**
   * Each entry is a record with its own checksum, so a torn append leaves its first entries. Term and vote share one
   * record, and what else there is, is renamed into place: of these a torn write leaves nothing.
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
    const { base, entries } = this;
    if (entries.length > 0) this.damagedEntries.add(base + 1 + Math.floor((entries.length * place1024) / 1024));
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
      snapshot: this.saved?.snapshot,
      baseIndex: this.base,
      lastIndex: this.lastIndex,
      termRuns: this.termRuns,
      tail: this.entries.slice(start),
      configurations: this.configurations.filter(({ index }) => index > this.snapshotIndex),
      appliedIndex: this.snapshotIndex,
    };
  }

  /** A copy of the machine as it was last saved; undefined if it never was. */
  loadMachine(): SessionMachine | undefined {
    return this.saved?.machine.fork();
  }

  /** A piece of the newest snapshot; undefined if another is asked for. */
  readSnapshot(read: SnapshotRead): SnapshotPiece | undefined {
    return readPiece(this.saved, read);
  }

  /**
   * The entries that a fetch asks for, as they are now: the first one that is there, and more while they fit; none if the
   * first is not there any more. Undefined if one of them is damaged.
   */
  read(fetch: LogFetch): Entry[] | undefined {
    const found: Entry[] = [];
    if (fetch.firstIndex <= this.base) return found;
    let bytes = 0;
    for (let index = fetch.firstIndex; index <= Math.min(fetch.lastIndex, this.lastIndex); index++) {
      const entry = this.entryAt(index);
      bytes += entry.bytes;
      if (bytes > fetch.maxBytes && found.length > 0) break;
      if (this.damagedEntries.has(index)) return undefined;
      found.push(entry);
    }
    return found;
  }

  get lastIndex(): number {
    return this.base + this.entries.length;
  }

  /** The log begins after it. */
  get baseIndex(): number {
    return this.base;
  }

  /** 0 if there is none. */
  get snapshotIndex(): number {
    return this.saved?.snapshot.index ?? 0;
  }

  /** The term of an entry, or of the base. */
  termAt(index: number): number {
    return this.termRuns.termAt(index);
  }

  entryAt(index: number): Entry {
    const entry = this.entries[index - 1 - this.base];
    if (entry === undefined) {
      throw new Error(`Node ${this.node} holds entries ${this.base + 1} to ${this.lastIndex}, not ${index}.`);
    }
    return entry;
  }

  fork(): NodeImage {
    const copy = new NodeImage(this.node, this.termRuns.fork());
    for (const state of this.local.list()) copy.local.merge(state);
    copy.localSequence = this.localSequence;
    for (const [client, sequence] of this.localClients) copy.localClients.set(client, sequence);
    copy.term = this.term;
    copy.votedFor = this.votedFor;
    for (const entry of this.entries) copy.entries.push(entry);
    copy.configurations.push(...this.configurations);
    copy.base = this.base;
    copy.saved = this.saved;
    copy.received = this.received;
    copy.damaged = this.damaged;
    for (const index of this.damagedEntries) copy.damagedEntries.add(index);
    return copy;
  }

  private appendEntries(witness: Observations | undefined, entries: readonly Entry[]): void {
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

  private truncateFrom(witness: Observations | undefined, index: number): void {
    if (index <= this.base) this.fail(`drops its log from ${index} on, which begins after ${this.base}`);
    this.entries.length = index - 1 - this.base;
    for (const damaged of this.damagedEntries) if (damaged >= index) this.damagedEntries.delete(damaged);
    this.termRuns.truncateFrom(index);
    while ((this.configurations[this.configurations.length - 1]?.index ?? 0) >= index) this.configurations.pop();
    witness?.durableTruncated(this.node, index);
  }

  /** A snapshot that was overtaken by a newer one, which came from a leader, is of no use. */
  private save(witness: Observations | undefined, saved: SavedSnapshot): void {
    const { configuration, index } = saved.snapshot;
    if (index <= this.snapshotIndex) return;
    this.saved = saved;
    witness?.snapshotTaken(this.node, index, saved.machine.stateHash, configuration);
  }

  private compact(witness: Observations | undefined, index: number): void {
    if (index > this.lastIndex) this.fail(`drops its log up to ${index}, which ends at ${this.lastIndex}`);
    this.entries.splice(0, index - this.base);
    this.forgetDamage(index);
    this.termRuns.compactTo(index);
    const held = this.configurations.findIndex((one) => one.index > index);
    this.configurations.splice(0, held < 0 ? this.configurations.length : held);
    this.base = index;
    witness?.durableCompacted(this.node, index);
  }

  private receive(piece: SnapshotPiece): void {
    this.received = withPiece(this.received, piece) ?? this.fail(`lacks what comes before offset ${piece.offset}`);
  }

  private install(witness: Observations | undefined, { index, term }: Snapshot): void {
    const { received } = this;
    if (received?.of.snapshot.index !== index || received.bytes !== received.of.bytes) {
      this.fail(`installs snapshot ${index} of which it holds ${received?.bytes ?? 0} bytes`);
    }
    this.saved = received!.of;
    this.received = undefined;
    this.entries.length = 0;
    this.configurations.length = 0;
    this.forgetDamage(Number.MAX_SAFE_INTEGER);
    this.termRuns.startAt(index, term);
    this.base = index;
    witness?.snapshotPersisted(this.node, index, term);
  }

  private forgetDamage(upTo: number): void {
    for (const damaged of this.damagedEntries) if (damaged <= upTo) this.damagedEntries.delete(damaged);
  }

  /** No disk could do what the node wants of it. */
  private fail(what: string): never {
    throw new NodeFailure(this.node, `it ${what}`);
  }
}
