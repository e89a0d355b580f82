import type { Observations } from "../../invariants/observation.ts";
import type { SessionMachine, StampedRequest } from "../machine/index.ts";
import type { DurableState, Entry, LogFetch, SnapshotRead } from "../raft/index.ts";
import type { FiledImage, FileError, FileOperation, FileReader } from "../sim/index.ts";
import type { Storage, StorageOptions } from "../storage/index.ts";
import type { RaftCore } from "./core.ts";
import { DamagedDisk } from "./damaged-disk.ts";
import { DurableLog } from "./durable-log.ts";
import { type CreateMachine, HostedMachine } from "./hosted-machine.ts";
import { NodeFailure } from "./node-failure.ts";
import { type DiskRecord, NodeImage, type PieceRead } from "./node-image.ts";
import type { NodeSettings, StorageSettings } from "./node-settings.ts";
import { Unreported } from "./unreported.ts";
import { entryDigest } from "./wire.ts";

/** What a node needs to keep its state in files. */
export interface FileImageOptions {
  readonly settings: Pick<NodeSettings, "maxCachedBytes" | "sessions">;
  readonly storage: StorageSettings;
  readonly core: RaftCore;
  readonly createMachine: CreateMachine;
}

/** The log is this node's alone. */
const GROUP = 1;

/**
 * What one node's disk holds, as files of bytes that production storage writes and reads. Beside it stands, in memory and
 * out of any fault's reach, what storage has reported durable so far: the witness is told of that, and a restart must
 * find it.
 */
export class FileImage extends NodeImage implements FiledImage<Observations> {
  protected override readonly log: DurableLog;
  private readonly node: number;
  private readonly options: FileImageOptions;
  private readonly files: FileReader;
  /** From a boot to a crash. */
  private storage: Storage | undefined = undefined;
  /** What the last boot found. It counts, and the witness is told of it, when the first batch is done. */
  private found: DurableState | undefined = undefined;
  private isSettled = false;
  private unreported = new Unreported();
  /** Of earlier incarnations. What was found may hold some of it. */
  private unreportedBefore = new Unreported();
  private savedIndex = 0;
  private rotten = false;

  constructor(node: number, options: FileImageOptions, files: FileReader, log?: DurableLog) {
    super();
    this.node = node;
    this.options = options;
    this.files = files;
    this.log = log ?? new DurableLog(node, new options.core.TermRuns());
  }

  override get snapshotIndex(): number {
    return this.savedIndex;
  }

  /** Storage may refuse only what has rotted. */
  override boot(): boolean {
    const recovery = this.attempt(() => this.options.core.Storage.recover(this.storageOptions(), this.files));
    if (recovery.kind === "damaged") {
      const { file, offset, reason } = recovery;
      if (this.rotten) return false;
      throw new NodeFailure(this.node, `its storage takes ${file} for damaged at byte ${offset}: ${reason}`);
    }
    this.storage = recovery.storage;
    this.found = recovery.durable;
    return true;
  }

  override load(): DurableState {
    if (this.found === undefined) throw new Error(`Node ${this.node} has not booted.`);
    return this.found;
  }

  override loadMachine(): SessionMachine | undefined {
    return this.attempt(() => {
      const pieces = this.running().openSnapshot(this.files);
      if (pieces === undefined) return undefined;
      const { core, createMachine, settings } = this.options;
      const machine = HostedMachine.create(this.node, createMachine);
      return core.machineFrom(pieces, settings.sessions, undefined, machine);
    });
  }

  override readSnapshot(read: SnapshotRead): PieceRead | undefined {
    return this.attempt(() => this.running().snapshotPiece(read, this.files));
  }

  override read(fetch: LogFetch): readonly Entry[] {
    return this.attempt(() => this.running().entries(fetch, this.files));
  }

  override entryToApply(index: number): Entry | undefined {
    return this.running().status.baseIndex >= index ? undefined : this.entryAt(index);
  }

  /** What is read is what was written: then it is the same request, and whoever proposed it here knows it again. */
  override entryAt(index: number): Entry {
    const read = this.attempt(() => this.running().entryAt(index, this.files));
    const written = index > this.baseIndex && index <= this.lastIndex ? this.log.entryAt(index) : read;
    return written.term === read.term && entryDigest(written) === entryDigest(read) ? written : read;
  }

  write(write: number, record: unknown): void {
    const made = record as DiskRecord;
    this.unreported.add(write, made);
    this.attempt(() => {
      const storage = this.running();
      if (made.kind !== "snapshot") {
        storage.write(made);
        return;
      }
      const writer = storage.saveSnapshot(made.snapshot);
      for (const piece of this.options.core.machineBytes(made.machine)) writer.append(piece);
      writer.finish();
    });
  }

  /** Where nothing was found nothing is to be settled. */
  takeBatch(): readonly FileOperation[] | undefined {
    const { storage } = this;
    if (storage === undefined) return undefined;
    const operations = this.attempt(() => storage.takeBatch());
    if (operations === undefined && storage.status.failure === undefined) this.isSettled = true;
    return operations;
  }

  batchDone(witness: Observations): number {
    const { savedSnapshotIndex, write } = this.attempt(() => this.running().batchDone());
    if (!this.isSettled) this.reportSurvivors(witness);
    for (const record of this.unreported.take(write, savedSnapshotIndex)) this.report(witness, record);
    return write;
  }

  batchFailed(reason: string): void {
    this.attempt(() => this.running().batchFailed(reason));
  }

  refused(error: FileError): never {
    throw new NodeFailure(this.node, error);
  }

  damaged(): void {
    this.rotten = true;
  }

  crashed(): void {
    if (this.isSettled) this.unreportedBefore = this.unreported;
    this.unreported = new Unreported();
    this.shut();
  }

  override shut(): void {
    this.storage = undefined;
    this.found = undefined;
    this.isSettled = false;
  }

  fork(files: FileReader): FileImage {
    const copy = new FileImage(this.node, this.options, files, this.log.fork());
    copy.storage = this.storage?.fork();
    copy.found = this.found;
    copy.isSettled = this.isSettled;
    copy.unreported = this.unreported.fork();
    copy.unreportedBefore = this.unreportedBefore.fork();
    copy.savedIndex = this.savedIndex;
    copy.rotten = this.rotten;
    return copy;
  }

  private running(): Storage {
    if (this.storage === undefined) throw new Error(`Node ${this.node} is down, and so is its storage.`);
    return this.storage;
  }

  private storageOptions(): StorageOptions {
    const { core, settings, storage } = this.options;
    return {
      group: GROUP,
      segmentBytes: storage.segmentBytes,
      tailBytes: settings.maxCachedBytes >> 1,
      codec: { encode: (data) => core.encodeStamped(data as StampedRequest), decode: core.decodeStamped },
      termRuns: new core.TermRuns(),
    };
  }

  /** What was written but not reported may be there, up to some write. What else is other than reported, others judge. */
  private reportSurvivors(witness: Observations): void {
    const survivors = this.unreportedBefore.survivors(this.log, this.savedIndex, this.load());
    for (const record of survivors) this.report(witness, record);
    this.isSettled = true;
  }

  private report(witness: Observations, record: DiskRecord): void {
    if (record.kind === "snapshot") {
      const { configuration, index } = record.snapshot;
      if (index <= this.savedIndex) return;
      this.savedIndex = index;
      witness.snapshotTaken(this.node, index, record.machine.stateHash, configuration);
    } else if (record.kind !== "snapshot-chunk") {
      if (record.kind === "install-snapshot") this.savedIndex = record.snapshot.index;
      this.log.apply(witness, record);
    }
  }

  /** Whatever storage throws is its node's failure, unless it was given rotten bytes to read. */
  private attempt<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof NodeFailure) throw error;
      if (this.rotten && error instanceof this.options.core.DamagedFile) throw new DamagedDisk(error.message);
      throw new NodeFailure(this.node, error);
    }
  }
}
