import type { Choices } from "./choices.ts";
import { type CrashFates, KEPT, TORN } from "./crash-fates.ts";
import type { DiskCounters } from "./disk-counters.ts";
import type { DurableImage } from "./program.ts";
import { purposeNumber } from "./purpose.ts";

const CRASH_FATE = purposeNumber("crash-fate");
const TORN_SHARE = purposeNumber("torn-share");
const DAMAGE_PLACE = purposeNumber("damage-place");

/**
 * The one append-only file of a disk, which is read up to its first hole: what lies behind a record that was lost or
 * torn is lost too, wherever it had got to.
 *
 * A failed sync leaves such a hole, but the page cache hides it: until the next crash the image shows everything that
 * was written, while the survivor holds what is really durable.
 */
export class RecordFile<W> {
  private readonly fates: CrashFates;
  private readonly id: number;
  private readonly choices: Choices;
  private readonly counters: DiskCounters;
  private visible: DurableImage<W>;
  /** What the next crash leaves; undefined while that is all of the image. */
  private survivor: DurableImage<W> | undefined = undefined;
  private damaged = false;

  constructor(fates: CrashFates, id: number, choices: Choices, counters: DiskCounters, image: DurableImage<W>) {
    this.fates = fates;
    this.id = id;
    this.choices = choices;
    this.counters = counters;
    this.visible = image;
  }

  /** What a program reads. */
  get image(): DurableImage<W> {
    return this.visible;
  }

  get isDamaged(): boolean {
    return this.damaged;
  }

  /** A sync succeeded. What it put behind a hole only seems to be durable. */
  add(witness: W, records: readonly unknown[]): void {
    const isBehindHole = this.survivor !== undefined;
    for (let i = 0; i < records.length; i++) this.visible.apply(isBehindHole ? undefined : witness, records[i]);
    if (isBehindHole) this.counters.writesLost += records.length;
  }

  /** A sync failed: the first `kept` of its records are durable nevertheless, the others seem to be. */
  addPart(witness: W, records: readonly unknown[], kept: number): void {
    this.add(witness, records.slice(0, kept));
    if (kept === records.length) return;
    this.survivor ??= this.visible.fork();
    this.add(witness, records.slice(kept));
  }

  /** Damages what is at rest, at a chosen place. */
  damage(): void {
    const place1024 = this.choices.below(DAMAGE_PLACE, this.id, 1024);
    this.visible.damage(place1024);
    this.survivor?.damage(place1024);
    this.damaged = true;
    this.counters.damages++;
  }

  /** Decides what becomes of the records that are not synced. Without a hole before them some may survive. */
  crash(witness: W, unsynced: readonly unknown[]): void {
    if (this.survivor !== undefined) {
      this.visible = this.survivor;
      this.survivor = undefined;
      this.countLosses(unsynced.length, 0);
      return;
    }
    const { choices, fates, id, visible } = this;
    for (let i = 0; i < unsynced.length; i++) {
      const fate = choices.which(CRASH_FATE, id, [fates.crashLosesPerMillion, fates.crashTearsPerMillion]);
      if (fate === KEPT) {
        visible.apply(witness, unsynced[i]);
        continue;
      }
      const torn = fate === TORN;
      if (torn) visible.applyTorn(witness, unsynced[i], choices.below(TORN_SHARE, id, 1024));
      this.countLosses(unsynced.length - i, torn ? 1 : 0);
      return;
    }
  }

  fork(choices: Choices, counters: DiskCounters): RecordFile<W> {
    const copy = new RecordFile(this.fates, this.id, choices, counters, this.visible.fork());
    copy.survivor = this.survivor?.fork();
    copy.damaged = this.damaged;
    return copy;
  }

  private countLosses(writesGone: number, torn: number): void {
    this.counters.crashesThatLostWrites++;
    this.counters.writesTorn += torn;
    this.counters.writesLost += writesGone - torn;
  }
}
