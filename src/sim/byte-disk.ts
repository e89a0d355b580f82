import type { Choices } from "./choices.ts";
import { Disk, type DiskProfile, type SyncOutcome } from "./disk.ts";
import type { DiskCounters } from "./disk-counters.ts";
import { FileFates } from "./file-fates.ts";
import { FileError, type FileOperation } from "./file-operation.ts";
import type { FileSystem } from "./file-system.ts";
import type { FiledImage } from "./filed-image.ts";
import { purposeNumber } from "./purpose.ts";

const FULL_DISK = purposeNumber("full-disk");
const POWER_FATE = purposeNumber("power-fate");
const TORN_SHARE = purposeNumber("torn-share");
const DAMAGE_PLACE = purposeNumber("damage-place");

/** Operations that are carried out one after the other, each sync of them in its own time. */
interface Batch {
  readonly operations: readonly FileOperation[];
  /** Those before this place are carried out. */
  readonly place: number;
  /** Why the next one fails; undefined if it does not, as far as is known. */
  readonly failure: string | undefined;
}

/**
 * A disk that holds files of bytes. The image puts out in batches what is to be done to them, in order. Each sync takes
 * its time, and what is no sync is done at once: into the page cache, from where a crash may lose it.
 */
export class ByteDisk<W> extends Disk<W> {
  override readonly image: FiledImage<W>;
  override coveredWrite = 0;
  private readonly files: FileSystem;
  private readonly fates: FileFates;
  private batch: Batch | undefined = undefined;
  private damaged = false;

  /** The image is one of these files. */
  constructor(
    profile: DiskProfile,
    id: number,
    choices: Choices,
    counters: DiskCounters,
    files: FileSystem,
    image: FiledImage<W>,
  ) {
    super(profile, id, choices, counters);
    this.files = files;
    this.image = image;
    this.fates = new FileFates(profile, id, choices);
  }

  override get isDamaged(): boolean {
    return this.damaged;
  }

  override get canSync(): boolean {
    return this.batch === undefined;
  }

  override write(write: number, record: unknown): void {
    this.image.write(write, record);
    this.counters.writes++;
  }

  override settle(): boolean {
    return this.beginSync();
  }

  override beginSync(): boolean {
    const operations = this.image.takeBatch();
    if (operations === undefined) return false;
    this.batch = this.goOn(operations, 0);
    return true;
  }

  override finishSync(witness: W): SyncOutcome {
    const { operations, place } = this.batch!;
    const sync = operations[place];
    const failure = this.batch!.failure ?? (sync && this.failureOf(sync));
    if (failure !== undefined) {
      this.batch = undefined;
      this.counters.syncsFailed++;
      this.image.batchFailed(failure);
      return "failed";
    }
    if (sync !== undefined) this.carryOut(sync);
    if (place + 1 < operations.length) {
      this.batch = this.goOn(operations, place + 1);
      if (this.batch.place < operations.length) return "next";
    }
    this.batch = undefined;
    this.coveredWrite = this.image.batchDone(witness);
    return "done";
  }

  override damage(): void {
    const bits = this.files.durableBits;
    if (bits > 0) this.files.flipBit(this.choices.below(DAMAGE_PLACE, this.id, bits));
    this.image.damaged();
    this.damaged = true;
    this.counters.damages++;
  }

  /**
   * What was written last may have reached the page cache by now, and thereby the disk. If the power holds, only the
   * process is gone: the next one finds the page cache as it is, whatever of it is on the disk.
   */
  override crash(): void {
    const waiting = this.batch === undefined && !this.isFull ? this.image.takeBatch() : undefined;
    if (waiting !== undefined) this.goOn(waiting, 0);
    if (this.choices.below(POWER_FATE, this.id, 2) === 0) this.losePower();
    this.batch = undefined;
    this.coveredWrite = 0;
    this.nextSyncFails = false;
    this.image.crashed();
  }

  override fork(choices: Choices, counters: DiskCounters): ByteDisk<W> {
    const files = this.files.fork();
    const copy = new ByteDisk(this.profile, this.id, choices, counters, files, this.image.fork(files));
    copy.copyState(this);
    copy.batch = this.batch;
    copy.coveredWrite = this.coveredWrite;
    copy.damaged = this.damaged;
    return copy;
  }

  private losePower(): void {
    let loses = false;
    this.files.crash(this.isFull ? undefined : this.fates, (appends, isTorn) => {
      loses = true;
      if (isTorn) this.counters.writesTorn++;
      else this.counters.writesLost += appends;
    });
    if (loses) this.counters.crashesThatLostWrites++;
  }

  /** Carries out what comes before the next sync, or before what fails. */
  private goOn(operations: readonly FileOperation[], from: number): Batch {
    let place = from;
    for (; place < operations.length; place++) {
      const operation = operations[place]!;
      if (isSync(operation)) {
        this.counters.syncs++;
        break;
      }
      if (operation.kind === "append" && this.isFull && this.choices.below(FULL_DISK, this.id, 2) === 0) {
        this.appendPart(operation.file, operation.bytes);
        return { operations, place, failure: `append to ${operation.file}: no space left on the disk` };
      }
      this.carryOut(operation);
    }
    return { operations, place, failure: undefined };
  }

  /** What is left of a full disk takes a beginning. */
  private appendPart(file: string, bytes: Uint8Array): void {
    const length = this.choices.below(TORN_SHARE, this.id, bytes.length + 1);
    this.carryOut({ kind: "append", file, bytes: bytes.subarray(0, length) });
  }

  /** Why this sync fails, and by then has; undefined if it does not. */
  private failureOf(sync: FileOperation): string | undefined {
    const { isFull } = this;
    if (!isFull && !this.nextSyncFails) return undefined;
    this.nextSyncFails = false;
    this.files.failSync(sync, isFull ? undefined : this.fates);
    const what = sync.kind === "sync" ? sync.file : "the directory";
    return `sync of ${what}: ${isFull ? "no space left on the disk" : "input/output error"}`;
  }

  private carryOut(operation: FileOperation): void {
    try {
      this.files.carryOut(operation);
    } catch (error) {
      if (error instanceof FileError) this.image.refused(error);
      throw error;
    }
  }
}

function isSync({ kind }: FileOperation): boolean {
  return kind === "sync" || kind === "sync-directory";
}
