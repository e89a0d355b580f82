import type { RaftOptions } from "../core-types.ts";
import type { Law, Step } from "./law.ts";

/**
 * What a node keeps in memory: no more bytes of entries than it was told to, but for those that are not both durable and
 * committed. When there are more it drops the oldest, down to half of that and no further.
 */
export class Keeping implements Law {
  readonly about = "what is kept in memory";
  readonly source = "kraft's own";
  private readonly options: RaftOptions;
  /** The sizes of the entries in memory, from the first to the last of the log. */
  private sizes: number[] = [];
  private firstIndex = 1;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { output, view } = step;
    const { firstIndex, sizes } = this;
    const isOther = output.writes.some(({ kind }) => kind === "append" || kind === "install-snapshot");
    const hasLess = sizes.length > 0 && view.cachedEntry(firstIndex) === undefined;
    if (isOther || hasLess || sizes.length === 0) this.count(view);
    const isDropped = hasLess && view.baseIndex < firstIndex && view.lastIndex >= firstIndex;
    if (isDropped && view.lastIndex >= firstIndex + sizes.length - 1) this.checkDropped(step, firstIndex, sizes);
    const floorIndex = Math.min(view.durableIndex, view.commitIndex);
    const bytes = sumOf(this.sizes);
    if (bytes > this.options.maxCachedBytes && this.firstIndex <= floorIndex) {
      throw new Error(`${bytes} bytes of entries are in memory, and could be fewer: from ${this.firstIndex} on`);
    }
  }

  fork(): Keeping {
    return Object.assign(new Keeping(this.options), this);
  }

  private checkDropped({ output, view }: Step, formerFirst: number, former: readonly number[]): void {
    const { maxCachedBytes } = this.options;
    const floorIndex = Math.min(view.durableIndex, view.commitIndex);
    if (this.firstIndex > floorIndex + 1) {
      throw new Error(
        `entries before ${this.firstIndex} are not in memory, and only those up to ${floorIndex} are safe`,
      );
    }
    let came = 0;
    for (const write of output.writes)
      if (write.kind === "append") came += sumOf(write.entries.map(({ bytes }) => bytes));
    if (sumOf(former) + came <= maxCachedBytes) {
      throw new Error(`entries before ${this.firstIndex} are dropped, though there was room for all`);
    }
    const last = former[this.firstIndex - 1 - formerFirst] ?? came;
    if (sumOf(this.sizes) + last <= maxCachedBytes >> 1) {
      throw new Error(
        `entries before ${this.firstIndex} are dropped, and half of the room is free without the last one`,
      );
    }
    if (sumOf(this.sizes) > maxCachedBytes >> 1 && this.firstIndex <= floorIndex) {
      throw new Error(`entries before ${this.firstIndex} are dropped, and more than half of the room is still full`);
    }
  }

  private count(view: Step["view"]): void {
    const sizes: number[] = [];
    let index = view.lastIndex;
    for (; index > 0; index--) {
      const entry = view.cachedEntry(index);
      if (entry === undefined) break;
      sizes.push(entry.bytes);
    }
    this.sizes = sizes.reverse();
    this.firstIndex = index + 1;
  }
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
