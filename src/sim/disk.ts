import type { Choices } from "./choices.ts";
import type { DiskCounters } from "./disk-counters.ts";
import { purposeNumber } from "./purpose.ts";
import type { CrashFates, RecordFile } from "./record-file.ts";

const SYNC_LATENCY = purposeNumber("sync-latency");
const SYNC_SLOWNESS = purposeNumber("sync-slowness");
const SYNC_FATE = purposeNumber("sync-fate");
const READ_LATENCY = purposeNumber("read-latency");
const SLOW_READ = purposeNumber("slow-read");

/** How a disk behaves. Ranges are inclusive. Probabilities are out of 1,000,000. */
export interface DiskProfile extends CrashFates {
  readonly syncMinUs: number;
  readonly syncMaxUs: number;
  readonly readMinUs: number;
  readonly readMaxUs: number;
  /** How many reads take much longer, and how long. */
  readonly slowReadsPerMillion: number;
  readonly slowReadUs: number;
}

/**
 * One endpoint's disk: writes are volatile until they are synced, in order. One sync is under way at a time and covers
 * what was written before it began; what is written meanwhile waits for the next (group commit).
 */
export class Disk<W> {
  /** What is on it. */
  readonly file: RecordFile<W>;
  private readonly profile: DiskProfile;
  private readonly id: number;
  private readonly choices: Choices;
  private readonly counters: DiskCounters;
  /** Records that the sync under way covers, and those that wait for the next. */
  private syncing: unknown[] = [];
  private waiting: unknown[] = [];
  private lastWrite = 0;
  /** By how much each sync takes longer. */
  private addedMinUs = 0;
  private addedMaxUs = 0;
  private nextSyncFails = false;
  private isFull = false;

  constructor(profile: DiskProfile, id: number, choices: Choices, counters: DiskCounters, file: RecordFile<W>) {
    this.profile = profile;
    this.id = id;
    this.choices = choices;
    this.counters = counters;
    this.file = file;
  }

  write(write: number, record: unknown): void {
    if (write < this.lastWrite) throw new Error(`Endpoint ${this.id} made write ${write} after ${this.lastWrite}.`);
    this.lastWrite = write;
    this.waiting.push(record);
    this.counters.writes++;
  }

  /** Something waits to be synced and no sync is under way. */
  get canSync(): boolean {
    return this.waiting.length > 0 && this.syncing.length === 0;
  }

  /** The number of the last write that a sync beginning now covers. */
  beginSync(): number {
    const covered = this.waiting;
    this.waiting = this.syncing;
    this.syncing = covered;
    this.counters.syncs++;
    return this.lastWrite;
  }

  /** The sync that was under way ends; whether it has succeeded. */
  finishSync(witness: W): boolean {
    const { file, syncing } = this;
    const fails = this.nextSyncFails || this.isFull;
    this.nextSyncFails = false;
    if (fails) {
      const kept = this.isFull ? 0 : this.choices.below(SYNC_FATE, this.id, syncing.length + 1);
      file.addPart(witness, syncing, kept);
      this.counters.syncsFailed++;
    } else file.add(witness, syncing);
    // Setting the length to 0 would give back the array's storage, only for the next writes to ask for it again.
    while (syncing.length > 0) syncing.pop();
    return !fails;
  }

  /** How long the sync that began takes. */
  chooseSyncLatency(): number {
    const { choices, id, profile } = this;
    const latencyUs = choices.between(SYNC_LATENCY, id, profile.syncMinUs, profile.syncMaxUs);
    if (this.addedMaxUs === 0) return latencyUs;
    return latencyUs + choices.between(SYNC_SLOWNESS, id, this.addedMinUs, this.addedMaxUs);
  }

  /** Begins a read; the answer is how long it takes. */
  beginRead(): number {
    this.counters.reads++;
    const { readMinUs, readMaxUs, slowReadsPerMillion, slowReadUs } = this.profile;
    if (this.choices.chance(SLOW_READ, this.id, slowReadsPerMillion)) return slowReadUs;
    return this.choices.between(READ_LATENCY, this.id, readMinUs, readMaxUs);
  }

  /** Syncs that begin from now on take so much longer, each by its own choice. */
  slowDown(addedMinUs: number, addedMaxUs: number): void {
    if (!Number.isInteger(addedMinUs) || !Number.isInteger(addedMaxUs) || addedMinUs < 0 || addedMaxUs < addedMinUs) {
      throw new Error(`Disk ${this.id} cannot be slower by ${addedMinUs} to ${addedMaxUs} microseconds.`);
    }
    this.addedMinUs = addedMinUs;
    this.addedMaxUs = addedMaxUs;
  }

  /** Whether the sync under way, or else the next one of this incarnation, fails. */
  setNextSyncFails(fails: boolean): void {
    this.nextSyncFails = fails;
  }

  /** While it is full every sync fails, and nothing of it gets to the disk. */
  setFull(isFull: boolean): void {
    this.isFull = isFull;
  }

  /** What is not synced is lost, or torn, or kept, as the file chooses; but there is no room for it on a full disk. */
  crash(witness: W): void {
    const unsynced = [...this.syncing, ...this.waiting];
    if (this.isFull) this.file.addPart(witness, unsynced.splice(0), 0);
    this.file.crash(witness, unsynced);
    this.syncing.length = 0;
    this.waiting.length = 0;
    this.lastWrite = 0;
    this.nextSyncFails = false;
  }

  fork(choices: Choices, counters: DiskCounters): Disk<W> {
    const copy = new Disk(this.profile, this.id, choices, counters, this.file.fork(choices, counters));
    copy.syncing = this.syncing.slice();
    copy.waiting = this.waiting.slice();
    copy.lastWrite = this.lastWrite;
    copy.addedMinUs = this.addedMinUs;
    copy.addedMaxUs = this.addedMaxUs;
    copy.nextSyncFails = this.nextSyncFails;
    copy.isFull = this.isFull;
    return copy;
  }
}
