import { type Choices, MILLION } from "./choices.ts";
import type { DurableImage } from "./program.ts";
import { purposeNumber } from "./purpose.ts";

const SYNC_LATENCY = purposeNumber("sync-latency");
const READ_LATENCY = purposeNumber("read-latency");
const SLOW_READ = purposeNumber("slow-read");
const CRASH_FATE = purposeNumber("crash-fate");
const TORN_SHARE = purposeNumber("torn-share");

/** How a disk behaves. Ranges are inclusive. Probabilities are out of 1,000,000. */
export interface DiskProfile {
  readonly syncMinUs: number;
  readonly syncMaxUs: number;
  readonly readMinUs: number;
  readonly readMaxUs: number;
  /** How many reads take much longer, and how long. */
  readonly slowReadsPerMillion: number;
  readonly slowReadUs: number;
  /** What a crash does to each write that is not synced: it is lost, or torn, or else kept. */
  readonly crashLosesPerMillion: number;
  readonly crashTearsPerMillion: number;
}

/** What disks did, all together. */
export class DiskCounters {
  writes = 0;
  syncs = 0;
  reads = 0;
  /** Crashes in which at least one write was lost or torn. */
  crashesThatLostWrites = 0;
  writesLost = 0;
  writesTorn = 0;

  fork(): DiskCounters {
    return Object.assign(new DiskCounters(), this);
  }
}

/**
 * One endpoint's disk: writes are volatile until they are synced, in order. One sync is under way at a time and covers
 * what was written before it began; what is written meanwhile waits for the next (group commit).
 */
export class Disk {
  private readonly profile: DiskProfile;
  private readonly id: number;
  private readonly choices: Choices;
  private readonly counters: DiskCounters;
  /** Records that the sync under way covers, and those that wait for the next. */
  private syncing: unknown[] = [];
  private waiting: unknown[] = [];
  private lastWrite = 0;

  constructor(profile: DiskProfile, id: number, choices: Choices, counters: DiskCounters) {
    this.profile = profile;
    this.id = id;
    this.choices = choices;
    this.counters = counters;
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

  finishSync<W>(image: DurableImage<W>, witness: W): void {
    for (let i = 0; i < this.syncing.length; i++) image.apply(witness, this.syncing[i]);
    this.syncing.length = 0;
  }

  /** How long the sync that began takes. */
  chooseSyncLatency(): number {
    return this.choices.between(SYNC_LATENCY, this.id, this.profile.syncMinUs, this.profile.syncMaxUs);
  }

  /** Begins a read; the answer is how long it takes. */
  beginRead(): number {
    this.counters.reads++;
    const { readMinUs, readMaxUs, slowReadsPerMillion, slowReadUs } = this.profile;
    if (this.choices.chance(SLOW_READ, this.id, slowReadsPerMillion)) return slowReadUs;
    return this.choices.between(READ_LATENCY, this.id, readMinUs, readMaxUs);
  }

  /**
   * Decides what becomes of the writes that are not synced, and applies the survivors to the image. The records are
   * those of one append-only file, which is read up to its first hole: what lies behind the first record that was lost
   * or torn is lost too, wherever it had got to.
   */
  crash<W>(image: DurableImage<W>, witness: W): void {
    const records = [...this.syncing, ...this.waiting];
    for (let i = 0; i < records.length; i++) {
      const fate = this.choices.below(CRASH_FATE, this.id, MILLION);
      if (fate >= this.profile.crashTearsPerMillion + this.profile.crashLosesPerMillion) {
        image.apply(witness, records[i]);
        continue;
      }
      const torn = fate < this.profile.crashTearsPerMillion;
      if (torn) image.applyTorn(witness, records[i], this.choices.below(TORN_SHARE, this.id, 1024));
      this.countLosses(records.length - i, torn ? 1 : 0);
      break;
    }
    this.syncing.length = 0;
    this.waiting.length = 0;
    this.lastWrite = 0;
  }

  fork(choices: Choices, counters: DiskCounters): Disk {
    const copy = new Disk(this.profile, this.id, choices, counters);
    copy.syncing = this.syncing.slice();
    copy.waiting = this.waiting.slice();
    copy.lastWrite = this.lastWrite;
    return copy;
  }

  private countLosses(writesGone: number, torn: number): void {
    this.counters.crashesThatLostWrites++;
    this.counters.writesTorn += torn;
    this.counters.writesLost += writesGone - torn;
  }
}
