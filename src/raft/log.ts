import type { Entry } from "./entry.ts";
import type { TermRuns } from "./term-runs.ts";

/**
 * A node's log as the core sees it: the terms of all entries, and the newest entries themselves. Older entries are in
 * storage only, and come back by a log fetch.
 */
export class Log {
  lastIndex: number;
  private readonly runs: TermRuns;
  /** The cached entries: consecutive, ending at `lastIndex`. */
  private readonly cached: Entry[];
  private cachedBytes = 0;

  constructor(lastIndex: number, runs: TermRuns, cached: readonly Entry[]) {
    this.lastIndex = lastIndex;
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

  /** The term of an entry, 0 for index 0, and undefined where no entry can be. */
  termAt(index: number): number | undefined {
    return index < 0 || index > this.lastIndex ? undefined : this.runs.termAt(index);
  }

  /** Whether the log holds the entry that (index, term) names; every log holds the empty prefix (0, 0). */
  matches(index: number, term: number): boolean {
    return this.termAt(index) === term;
  }

  /** Whether a log that ends so is at least as up-to-date as this one (Raft paper §5.4.1, last paragraph). */
  isAtMostAsUpToDateAs(lastLogIndex: number, lastLogTerm: number): boolean {
    if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm;
    return lastLogIndex >= this.lastIndex;
  }

  /** The highest index at or below `index` whose term is at most `term`; 0 if there is none. */
  lastIndexWithin(index: number, term: number): number {
    if (index < 0 || term < 0) return 0;
    return this.runs.lastIndexWithin(Math.min(index, this.lastIndex), term);
  }

  append(entry: Entry): void {
    if (entry.index !== this.lastIndex + 1) {
      throw new Error(`entry ${entry.index} does not follow the log's last index ${this.lastIndex}`);
    }
    this.runs.append(entry.index, entry.term);
    this.cached.push(entry);
    this.cachedBytes += entry.bytes;
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

  /** A cached entry. */
  entryAt(index: number): Entry {
    const entry = this.cached[index - this.firstCachedIndex];
    if (entry === undefined) {
      throw new Error(`entry ${index} is not cached: ${this.firstCachedIndex} to ${this.lastIndex} are`);
    }
    return entry;
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
    return new Log(this.lastIndex, this.runs.fork(), this.cached);
  }
}

/** The entries from position `from` on while they fit in `maxBytes`; the first always fits. */
export function takeWithin(entries: readonly Entry[], from: number, maxBytes: number): Entry[] {
  const taken: Entry[] = [];
  let bytes = 0;
  for (let position = from; position < entries.length; position++) {
    const entry = entries[position]!;
    bytes += entry.bytes;
    if (bytes > maxBytes && taken.length > 0) break;
    taken.push(entry);
  }
  return taken;
}
