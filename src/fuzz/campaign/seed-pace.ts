/** A worker is given seeds for so long with one message, in milliseconds: less costs more messages, more makes others wait. */
const RANGE_MS = 50;
const MOST_SEEDS = 64;

/** How much the newest seed counts. */
const NEWEST = 0.2;

/** How long seeds take, and so how many of them a worker is given with one message. That decides nothing but speed. */
export class SeedPace {
  /** The running mean; until the first is known, a seed is taken to be long. */
  private seedMs = RANGE_MS;

  note(wallMs: number): void {
    this.seedMs += (wallMs - this.seedMs) * NEWEST;
  }

  /** Seeds of one message. */
  get rangeSize(): number {
    return Math.max(1, Math.min(MOST_SEEDS, Math.floor(RANGE_MS / this.seedMs)));
  }

  /**
   * So many seeds or fewer will be done in half of that time: more must be on their way by then. Of long seeds the next
   * waits for whoever is done first.
   */
  get lowLevel(): number {
    return this.seedMs < RANGE_MS ? Math.ceil(this.rangeSize / 2) : 0;
  }
}
