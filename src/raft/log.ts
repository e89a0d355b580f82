import type { Entry } from "./entry.ts";
import type { TermRuns } from "./term-runs.ts";

/**
 * A node's log as the core sees it: the terms of all entries, and the newest entries themselves. Older entries are in
 * storage only, and come back by a log fetch; the oldest are not even there, and only a snapshot holds what they did.
 */
export class Log {
  lastIndex: number;
  /** The place before the first entry that is left. Its own term is known (Raft paper §7). */
  baseIndex: number;
  /** Bytes of the entries appended since this was last set to 0. */
  grownBytes = 0;
  private readonly runs: TermRuns;
  /** The cached entries: consecutive, ending at `lastIndex`. */
  private readonly cached: Entry[];
  private cachedBytes = 0;

  constructor(lastIndex: number, runs: TermRuns, cached: readonly Entry[], baseIndex = 0) {
    this.lastIndex = lastIndex;
    this.baseIndex = baseIndex;
    this.runs = runs;
    this.cached = cached.slice();
    for (const entry of cached) this.cachedBytes += entry.bytes;
  }

  get lastTerm(): number {
    return this.runs.termAt(this.lastIndex);
  }

  /** Index of the oldest entry in memory; `lastIndex + 1` when there is none. */
  get firstCachedIndex(): number {
    return this.lastIndex + 1 - this.cached.length;
  }

  get baseTerm(): number {
    return this.runs.termAt(this.baseIndex);
  }

  /** The term of an entry or of the base, 0 for index 0, and undefined where no entry can be or is left. */
  termAt(index: number): number | undefined {
    return index < this.baseIndex || index > this.lastIndex ? undefined : this.runs.termAt(index);
  }

  /** Whether the log holds the entry that (index, term) names; every log that has its beginning holds (0, 0). */
  matches(index: number, term: number): boolean {
    return this.termAt(index) === term;
  }

  /** Whether a log that ends so is at least as up-to-date as this one (Raft paper §5.4.1, last paragraph). */
  isAtMostAsUpToDateAs(lastLogIndex: number, lastLogTerm: number): boolean {
    if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm;
    return lastLogIndex >= this.lastIndex;
  }

  /** The highest index at or below `index` whose term is at most `term`; if that is not left, below the base. */
  lastIndexWithin(index: number, term: number): number {
    if (index < this.baseIndex) return Math.max(0, this.baseIndex - 1);
    return Math.max(0, this.runs.lastIndexWithin(Math.min(index, this.lastIndex), term));
  }

  append(entry: Entry): void {
    if (entry.index !== this.lastIndex + 1) {
      throw new Error(`entry ${entry.index} does not follow the log's last index ${this.lastIndex}`);
    }
    this.runs.append(entry.index, entry.term);
    this.cached.push(entry);
    this.cachedBytes += entry.bytes;
    this.grownBytes += entry.bytes;
    this.lastIndex = entry.index;
  }

  /** Drops the entry at `index` and all that follow it. */
  truncateFrom(index: number): void {
    this.runs.truncateFrom(index);
    while (this.lastIndex >= index) {
      this.cachedBytes -= this.cached.pop()?.bytes ?? 0;
      this.lastIndex--;
    }
  }

  /** Drops the entries up to `index`, at least the base, which becomes the base. */
  compactTo(index: number): void {
    const dropped = Math.max(0, index + 1 - this.firstCachedIndex);
    for (const { bytes } of this.cached.splice(0, dropped)) this.cachedBytes -= bytes;
    this.runs.compactTo(index);
    this.baseIndex = index;
  }

  /** Drops all entries: the log is now empty, and goes on behind (index, term). */
  startAt(index: number, term: number): void {
    this.cached.length = 0;
    this.cachedBytes = 0;
    this.runs.startAt(index, term);
    this.baseIndex = index;
    this.lastIndex = index;
  }

  /** A cached entry. */
  entryAt(index: number): Entry {
    const entry = this.cachedAt(index);
    if (entry === undefined) {
      throw new Error(`entry ${index} is not cached: ${this.firstCachedIndex} to ${this.lastIndex} are`);
    }
    return entry;
  }

  /** The entry if it is cached. */
  cachedAt(index: number): Entry | undefined {
    return this.cached[index - this.firstCachedIndex];
  }

  /** The cached entries from `index` on while they fit in `maxBytes`, and at least one if there is one. */
  entriesFrom(index: number, maxBytes: number): Entry[] {
    const from = index - this.firstCachedIndex;
    return takeWithin(this.cached, from, maxBytes);
  }

  /**
   * Forgets the oldest cached entries when they exceed `maxBytes`, down to half of it so that the cost is spread, but
   * none above `floorIndex`: those are not in storage yet, or still counted against a limit.
   */
  evict(maxBytes: number, floorIndex: number): void {
    if (this.cachedBytes <= maxBytes) return;
    const first = this.firstCachedIndex;
    let count = 0;
    while (count < this.cached.length && first + count <= floorIndex && this.cachedBytes > maxBytes >> 1) {
      this.cachedBytes -= this.cached[count]!.bytes;
      count++;
    }
    if (count > 0) this.cached.splice(0, count);
  }

  fork(): Log {
    const copy = new Log(this.lastIndex, this.runs.fork(), this.cached, this.baseIndex);
    copy.grownBytes = this.grownBytes;
    return copy;
  }
}

/** The entries from position `from` on while they fit in `maxBytes`; the first always fits. */
export function takeWithin(entries: readonly Entry[], from: number, maxBytes: number): Entry[] {
  let bytes = 0;
  let end = from;
  for (; end < entries.length; end++) {
    bytes += entries[end]!.bytes;
    if (bytes > maxBytes && end > from) break;
  }
  return entries.slice(from, end);
}
