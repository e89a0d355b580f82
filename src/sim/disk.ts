import type { Choices } from "./choices.ts";
import type { CrashFates } from "./crash-fates.ts";
import type { DiskCounters } from "./disk-counters.ts";
import { purposeNumber } from "./purpose.ts";

const SYNC_LATENCY = purposeNumber("sync-latency");
const SYNC_SLOWNESS = purposeNumber("sync-slowness");
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

/** What came of a sync. With "next", another follows at once, before anything is reported. */
export type SyncOutcome = "done" | "failed" | "next";

/**
 * One endpoint's disk: what is written is volatile until it is synced. One sync is under way at a time and covers what
 * was written before it began; what is written meanwhile waits for the next (group commit).
 */
export abstract class Disk<W> {
  /** What a program finds on it, as its host made it. */
  abstract readonly image: unknown;
  /** Something that was at rest was damaged. */
  abstract readonly isDamaged: boolean;
  /** Something waits and no sync is under way. */
  abstract readonly canSync: boolean;
  protected readonly profile: DiskProfile;
  protected readonly id: number;
  protected readonly choices: Choices;
  protected readonly counters: DiskCounters;
  protected nextSyncFails = false;
  protected isFull = false;
  /** By how much each sync takes longer. */
  private addedMinUs = 0;
  private addedMaxUs = 0;

  constructor(profile: DiskProfile, id: number, choices: Choices, counters: DiskCounters) {
    this.profile = profile;
    this.id = id;
    this.choices = choices;
    this.counters = counters;
  }

  /** The last write that the sync under way covers, or that the last one covered. */
  abstract readonly coveredWrite: number;

  /** Write numbers never fall within an incarnation. */
  abstract write(write: number, record: unknown): void;

  /** An incarnation begins. True if something has to be synced before it can: that sync is under way now. */
  abstract settle(): boolean;

  /** False if it turns out that nothing has to be synced. */
  abstract beginSync(): boolean;

  /** The sync that was under way ends. */
  abstract finishSync(witness: W): SyncOutcome;

  /** Damages what is at rest, at a chosen place. */
  abstract damage(): void;

  /** What is not synced is lost, or torn, or kept, by choice; but there is no room for it on a full disk. */
  abstract crash(witness: W): void;

  abstract fork(choices: Choices, counters: DiskCounters): Disk<W>;

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

  protected copyState(original: Disk<W>): void {
    this.addedMinUs = original.addedMinUs;
    this.addedMaxUs = original.addedMaxUs;
    this.nextSyncFails = original.nextSyncFails;
    this.isFull = original.isFull;
  }
}
