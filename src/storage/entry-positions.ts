const LEAST_ENTRIES = 64;

/**
 * Where the record of each entry of the log lies, as compact arrays: a log of millions of entries is in files, and only
 * this much of it in memory. Segments are named by the number of their first record; 0: in none that is left.
 */
export class EntryPositions {
  private segments = new Float64Array(LEAST_ENTRIES);
  private offsets = new Float64Array(LEAST_ENTRIES);
  private lengths = new Uint32Array(LEAST_ENTRIES);
  /** Position in the arrays of the first entry, and behind the last. */
  private start = 0;
  private end = 0;
  private firstIndex = 1;

  get lastIndex(): number {
    return this.firstIndex + this.end - this.start - 1;
  }

  /** Where the record of the next entry lies. */
  append(segment: number, offset: number, length: number): void {
    if (this.end === this.segments.length) this.makeRoom();
    this.segments[this.end] = segment;
    this.offsets[this.end] = offset;
    this.lengths[this.end] = length;
    this.end++;
  }

  segmentOf(index: number): number {
    return this.segments[this.placeOf(index)]!;
  }

  offsetOf(index: number): number {
    return this.offsets[this.placeOf(index)]!;
  }

  lengthOf(index: number): number {
    return this.lengths[this.placeOf(index)]!;
  }

  truncateFrom(index: number): void {
    this.end = this.placeOf(index);
  }

  /** Forgets the entries up to `index`. */
  compactTo(index: number): void {
    this.start = this.placeOf(index) + 1;
    this.firstIndex = index + 1;
  }

  /** Forgets all entries: the next one is the one after `index`. */
  startAt(index: number): void {
    this.start = 0;
    this.end = 0;
    this.firstIndex = index + 1;
  }

  fork(): EntryPositions {
    const copy = new EntryPositions();
    copy.segments = this.segments.slice();
    copy.offsets = this.offsets.slice();
    copy.lengths = this.lengths.slice();
    copy.start = this.start;
    copy.end = this.end;
    copy.firstIndex = this.firstIndex;
    return copy;
  }

  private placeOf(index: number): number {
    const place = this.start + index - this.firstIndex;
    if (place < this.start || place >= this.end) {
      throw new Error(`the log holds entries ${this.firstIndex} to ${this.lastIndex}, not ${index}`);
    }
    return place;
  }

  /** Moves what is left to the front, into larger arrays if it fills half of these. */
  private makeRoom(): void {
    const { start, end, segments, offsets, lengths } = this;
    const count = end - start;
    const capacity = 2 * count > segments.length ? 2 * segments.length : segments.length;
    this.segments = new Float64Array(capacity);
    this.segments.set(segments.subarray(start, end));
    this.offsets = new Float64Array(capacity);
    this.offsets.set(offsets.subarray(start, end));
    this.lengths = new Uint32Array(capacity);
    this.lengths.set(lengths.subarray(start, end));
    this.start = 0;
    this.end = count;
  }
}
