import type { Observations } from "../../invariants/observation.ts";
import { decodeStates, KeyedStates } from "../hybrid/index.ts";
import type { SessionMachine } from "../machine/index.ts";
import type { DurableState, Entry, LogFetch, Snapshot, SnapshotRead, TermRuns } from "../raft/index.ts";
import type { DurableImage } from "../sim/program.ts";
import { DurableLog } from "./durable-log.ts";
import type { LocalRecord } from "./gossip-message.ts";
import { NodeFailure } from "./node-failure.ts";
import { type DiskRecord, NodeImage, type PieceRead } from "./node-image.ts";
import {
  isLastPiece,
  type ReceivedPieces,
  readPiece,
  type SavedSnapshot,
  type SnapshotPiece,
  withPiece,
} from "./saved-snapshot.ts";

/** What one node's disk durably holds, as records: its term and vote, its log, and its newest snapshot. */
export class RecordImage extends NodeImage implements DurableImage<Observations> {
  protected override readonly log: DurableLog;
  private readonly node: number;
  private saved: SavedSnapshot | undefined = undefined;
  /** Pieces of another server's snapshot. A restart finds none of them. */
  private received: ReceivedPieces | undefined = undefined;
  /** Some record in the file fails its checksum, even if another has replaced it since: the file cannot be replayed. */
  private damaged = false;
  /** What the node did beside the log, folded as it came in; and the last of its own operations that is in there. */
  readonly local = new KeyedStates();
  localSequence = 0;
  /** The last operation beside the log that was carried out here for each client. */
  readonly localClients = new Map<number, number>();
  /** Which entries of the log as it stands are damaged, by index. */
  private readonly damagedEntries = new Set<number>();

  constructor(node: number, termRuns: TermRuns, log = new DurableLog(node, termRuns)) {
    super();
    this.node = node;
    this.log = log;
  }

  apply(witness: Observations | undefined, record: unknown): void {
    const written = record as DiskRecord | LocalRecord;
    switch (written.kind) {
      case "append":
        if (this.damagedEntries.size > 0) this.forgetDamage((index) => index >= written.entries[0]!.index);
        this.log.append(witness, written.entries);
        break;
      case "snapshot":
        this.save(witness, written);
        break;
      case "snapshot-chunk":
        this.receive(written.data as SnapshotPiece);
        break;
      case "compact":
        this.log.apply(witness, written);
        this.forgetDamage((index) => index <= written.index);
        break;
      case "install-snapshot":
        this.install(written.snapshot);
        this.log.apply(witness, written);
        break;
      case "hard-state":
        this.log.apply(witness, written);
        break;
      case "local":
        this.noteLocal(written);
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
    if (kept > 0) this.apply(witness, { ...torn, entries: torn.entries.slice(0, kept) });
  }

  /** Of a node that holds no entries it is the record of term and vote that is damaged. */
  damage(place1024: number): void {
    this.damaged = true;
    const { baseIndex, lastIndex } = this;
    const entries = lastIndex - baseIndex;
    if (entries > 0) this.damagedEntries.add(baseIndex + 1 + Math.floor((entries * place1024) / 1024));
  }

  /** A damaged record shows when the file is replayed. */
  override boot(): boolean {
    return !this.damaged;
  }

  override shut(): void {}

  override load(maxTailBytes: number): DurableState {
    const { log, snapshotIndex } = this;
    return {
      term: log.term,
      votedFor: log.votedFor,
      snapshot: this.saved?.snapshot,
      baseIndex: log.baseIndex,
      lastIndex: log.lastIndex,
      termRuns: log.termRuns,
      tail: log.tail(maxTailBytes),
      configurations: log.configurations.filter(({ index }) => index > snapshotIndex),
      appliedIndex: snapshotIndex,
    };
  }

  override loadMachine(): SessionMachine | undefined {
    return this.saved?.machine.fork();
  }

  override readSnapshot(read: SnapshotRead): PieceRead | undefined {
    const data = readPiece(this.saved, read);
    return data && { data, bytes: data.bytes, isLast: isLastPiece(data) };
  }

  override read(fetch: LogFetch): readonly Entry[] | undefined {
    const found: Entry[] = [];
    if (fetch.firstIndex <= this.baseIndex) return found;
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

  override get snapshotIndex(): number {
    return this.saved?.snapshot.index ?? 0;
  }

  /** The disk may have synced the snapshot already, and its node hears of that after a later write of the same sync. */
  override entryToApply(index: number): Entry | undefined {
    return index <= this.baseIndex ? undefined : this.log.entryAt(index);
  }

  override entryAt(index: number): Entry {
    return this.log.entryAt(index);
  }

  fork(): RecordImage {
    const log = this.log.fork();
    const copy = new RecordImage(this.node, log.termRuns, log);
    for (const state of this.local.list()) copy.local.merge(state);
    for (const [client, sequence] of this.localClients) copy.localClients.set(client, sequence);
    copy.localSequence = this.localSequence;
    copy.saved = this.saved;
    copy.received = this.received;
    copy.damaged = this.damaged;
    for (const index of this.damagedEntries) copy.damagedEntries.add(index);
    return copy;
  }

  private noteLocal({ clients, sequence, states }: LocalRecord): void {
    for (const state of decodeStates(states)) this.local.merge(state);
    for (const [client, last] of clients) this.localClients.set(client, last);
    this.localSequence = sequence;
  }

  /** A snapshot that was overtaken by a newer one, which came from a leader, is of no use. */
  private save(witness: Observations | undefined, saved: SavedSnapshot): void {
    const { configuration, index } = saved.snapshot;
    if (index <= this.snapshotIndex) return;
    this.saved = saved;
    witness?.snapshotTaken(this.node, index, saved.machine.stateHash, configuration);
  }

  private receive(piece: SnapshotPiece): void {
    this.received = withPiece(this.received, piece) ?? this.fail(`lacks what comes before offset ${piece.offset}`);
  }

  private install({ index }: Snapshot): void {
    const { received } = this;
    if (received?.of.snapshot.index !== index || received.bytes !== received.of.bytes) {
      this.fail(`installs snapshot ${index} of which it holds ${received?.bytes ?? 0} bytes`);
    }
    this.saved = received!.of;
    this.received = undefined;
    this.damagedEntries.clear();
  }

  private forgetDamage(isGone: (index: number) => boolean): void {
    for (const damaged of this.damagedEntries) if (isGone(damaged)) this.damagedEntries.delete(damaged);
  }

  /** No disk could do what the node wants of it. */
  private fail(what: string): never {
    throw new NodeFailure(this.node, `it ${what}`);
  }
}
