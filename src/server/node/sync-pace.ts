/** A wait that nobody notices who waits for more than one turn of the event loop. */
const QUICK_US = 1_000;

/** So many batches in a row were quick: the next one is likely to be. */
const QUICK_BATCHES = 8;

/** How quick the disk was of late. */
export class SyncPace {
  private quickBatches = 0;

  /** A batch was synced, from the beginning to when it was noticed. */
  took(durationUs: number): void {
    this.quickBatches = durationUs <= QUICK_US ? this.quickBatches + 1 : 0;
  }

  /** Whether to wait for the next batch is likely to cost less than to have a thread wait for it. */
  get isQuick(): boolean {
    return this.quickBatches >= QUICK_BATCHES;
  }
}
