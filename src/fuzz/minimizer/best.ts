import { entriesOf } from "../tape/tape.ts";
import type { Found } from "./trial.ts";

/** The smallest of all that is offered: of the fewest entries, and of those the fewest events. */
export class Best {
  private smallest: Found;
  private readonly onProgress: (found: Found) => void;

  constructor(first: Found, onProgress: (found: Found) => void) {
    this.smallest = first;
    this.onProgress = onProgress;
  }

  get found(): Found {
    return this.smallest;
  }

  offer(found: Found): void {
    const entries = entriesOf(found.tape);
    const fewest = entriesOf(this.smallest.tape);
    if (entries > fewest || (entries === fewest && found.events > this.smallest.events)) return;
    this.smallest = found;
    this.onProgress(found);
  }
}
