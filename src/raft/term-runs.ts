/**
 * The terms of a whole log, kept as runs: terms never fall along a log, and a term is one leader's stretch of it.
 * A log of millions of entries has as many runs as it had leaders, so every term stays in memory when entries do not.
 */
export class TermRuns {
  /** First index of each run and its term, both ascending. */
  private readonly firstIndexes: number[];
  private readonly terms: number[];

  constructor(firstIndexes: readonly number[] = [], terms: readonly number[] = []) {
    this.firstIndexes = firstIndexes.slice();
    this.terms = terms.slice();
  }

  append(index: number, term: number): void {
    const lastTerm = this.terms[this.terms.length - 1] ?? 0;
    if (term === lastTerm) return;
    if (term < lastTerm) throw new Error(`term ${term} at index ${index} follows term ${lastTerm}`);
    this.firstIndexes.push(index);
    this.terms.push(term);
  }

  /** Forgets the terms of `index` and all above it. */
  truncateFrom(index: number): void {
    while (this.firstIndexes.length > 0 && this.firstIndexes[this.firstIndexes.length - 1]! >= index) {
      this.firstIndexes.pop();
      this.terms.pop();
    }
  }

  /** The term of an index that is in the log. 0 for index 0, the place before the first entry. */
  termAt(index: number): number {
    return this.terms[this.runOf(index)] ?? 0;
  }

  /** The highest index at or below `index` whose term is at most `term`; 0 if there is none. */
  lastIndexWithin(index: number, term: number): number {
    const run = this.runOf(index);
    if (run < 0 || this.terms[run]! <= term) return index;
    let above = run;
    while (above > 0 && this.terms[above - 1]! > term) above--;
    return this.firstIndexes[above]! - 1;
  }

  fork(): TermRuns {
    return new TermRuns(this.firstIndexes, this.terms);
  }

  /** Position of the run that holds `index`, or -1. Most questions are about the newest runs: look there first. */
  private runOf(index: number): number {
    const newest = this.firstIndexes.length - 1;
    if (newest < 0 || index >= this.firstIndexes[newest]!) return newest;
    let low = -1;
    let high = newest;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.firstIndexes[middle]! <= index) low = middle;
      else high = middle;
    }
    return low;
  }
}
