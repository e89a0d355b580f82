import type { RaftOptions } from "../core-types.ts";
import type { Law, Step } from "./law.ts";

/**
 * What a node keeps in memory: no more bytes of entries than it was told to, but for those that are not both durable and
 * committed, and of those it drops none.
 */
export class Keeping implements Law {
  private readonly options: RaftOptions;
  private firstKept = 0;
  private bytes = 0;
  private lastIndex = 0;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check({ before, output, view }: Step): void {
    const floorIndex = Math.min(view.durableIndex, view.commitIndex);
    const former = this.firstKept;
    // What was replaced may be of another size.
    const isReplaced = output.writes.length > 0 || this.lastIndex !== view.lastIndex || this.firstKept === 0;
    if (isReplaced) this.count(view);
    else this.forget(view);
    const isDropped = former > 0 && this.firstKept > former && view.baseIndex < former && view.lastIndex >= former;
    if (isDropped && view.baseIndex === before.baseIndex && this.firstKept > floorIndex + 1) {
      throw new Error(
        `entries before ${this.firstKept} are not in memory, and only those up to ${floorIndex} are safe`,
      );
    }
    if (this.bytes > this.options.maxCachedBytes && this.firstKept <= floorIndex) {
      throw new Error(`${this.bytes} bytes of entries are in memory, and could be fewer: from ${this.firstKept} on`);
    }
  }

  fork(): Keeping {
    return Object.assign(new Keeping(this.options), this);
  }

  private count(view: Step["view"]): void {
    this.lastIndex = view.lastIndex;
    this.bytes = 0;
    let index = view.lastIndex;
    for (; index > 0; index--) {
      const entry = view.cachedEntry(index);
      if (entry === undefined) break;
      this.bytes += entry.bytes;
    }
    this.firstKept = index + 1;
  }

  private forget(view: Step["view"]): void {
    if (view.cachedEntry(this.firstKept) === undefined && this.firstKept <= view.lastIndex) this.count(view);
  }
}
