import { compareReadings } from "./easier.ts";
import type { Found } from "./trial.ts";

/** How many of the best so far are remembered. */
const REMEMBERED = 8;

/** The easiest to read of all that is offered, and of those that are as easy the one of the fewest events. */
export class Best {
  /** The newest last. */
  private readonly smallest: Found[];
  private readonly onProgress: (found: Found) => void;

  constructor(first: Found, onProgress: (found: Found) => void) {
    this.smallest = [first];
    this.onProgress = onProgress;
  }

  get found(): Found {
    return this.smallest.at(-1)!;
  }

  offer(found: Found): void {
    const order = compareReadings(found.tape, this.found.tape) || found.events - this.found.events;
    if (order > 0) return;
    this.take(found);
  }

  /** Takes what is no smaller, but better. */
  take(found: Found): void {
    this.smallest.push(found);
    if (this.smallest.length > REMEMBERED) this.smallest.shift();
    this.onProgress(found);
  }

  /** The newest of the best that this is true of; undefined if it is true of none that is remembered. */
  newestThat(isGood: (found: Found) => boolean): Found | undefined {
    return this.smallest.findLast(isGood);
  }
}
