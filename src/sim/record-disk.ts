import type { Choices } from "./choices.ts";
import { Disk, type DiskProfile, type SyncOutcome } from "./disk.ts";
import type { DiskCounters } from "./disk-counters.ts";
import type { DurableImage } from "./program.ts";
import { purposeNumber } from "./purpose.ts";
import type { RecordFile } from "./record-file.ts";

const SYNC_FATE = purposeNumber("sync-fate");

/** A disk that holds one file of records, in the order in which they were written. */
export class RecordDisk<W> extends Disk<W> {
  override coveredWrite = 0;
  private readonly file: RecordFile<W>;
  /** Records that the sync under way covers, and those that wait for the next. */
  private syncing: unknown[] = [];
  private waiting: unknown[] = [];
  private lastWrite = 0;

  constructor(profile: DiskProfile, id: number, choices: Choices, counters: DiskCounters, file: RecordFile<W>) {
    super(profile, id, choices, counters);
    this.file = file;
  }

  override get image(): DurableImage<W> {
    return this.file.image;
  }

  override get isDamaged(): boolean {
    return this.file.isDamaged;
  }

  override get canSync(): boolean {
    return this.waiting.length > 0 && this.syncing.length === 0;
  }

  override write(write: number, record: unknown): void {
    if (write < this.lastWrite) throw new Error(`Endpoint ${this.id} made write ${write} after ${this.lastWrite}.`);
    this.lastWrite = write;
    this.waiting.push(record);
    this.counters.writes++;
  }

  override settle(): boolean {
    return false;
  }

  override beginSync(): boolean {
    const covered = this.waiting;
    this.waiting = this.syncing;
    this.syncing = covered;
    this.coveredWrite = this.lastWrite;
    this.counters.syncs++;
    return true;
  }

  override finishSync(witness: W): SyncOutcome {
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
    return fails ? "failed" : "done";
  }

  override damage(): void {
    this.file.damage();
  }

  override crash(witness: W): void {
    const unsynced = [...this.syncing, ...this.waiting];
    if (this.isFull) this.file.addPart(witness, unsynced.splice(0), 0);
    this.file.crash(witness, unsynced);
    this.syncing.length = 0;
    this.waiting.length = 0;
    this.lastWrite = 0;
    this.nextSyncFails = false;
  }

  override fork(choices: Choices, counters: DiskCounters): RecordDisk<W> {
    const copy = new RecordDisk(this.profile, this.id, choices, counters, this.file.fork(choices, counters));
    copy.copyState(this);
    copy.syncing = this.syncing.slice();
    copy.waiting = this.waiting.slice();
    copy.lastWrite = this.lastWrite;
    copy.coveredWrite = this.coveredWrite;
    return copy;
  }
}
