/** The highest index reached in each term or any before it. */
export class HighWater {
  /** Steps of the staircase: both arrays strictly ascend. */
  private readonly terms: number[];
  private readonly indexes: number[];

  constructor(terms: number[] = [], indexes: number[] = []) {
    this.terms = terms;
    this.indexes = indexes;
  }

  /** The highest index reached in `term` or before; 0 if none. */
  upTo(term: number): number {
    return this.indexes[this.stepOf(term)] ?? 0;
  }

  /** The lowest term in which `index` was reached; 0 if it never was. */
  termOf(index: number): number {
    let step = this.indexes.length;
    while (step > 0 && this.indexes[step - 1]! >= index) step--;
    return this.terms[step] ?? 0;
  }

  raise(term: number, index: number): void {
    if (this.upTo(term) >= index) return;
    const last = this.terms.length - 1;
    if (this.terms[last] === term) {
      this.indexes[last] = index;
      return;
    }
    let first = this.stepOf(term) + 1;
    if (this.terms[first - 1] === term) first--;
    let next = first;
    while (next <= last && this.indexes[next]! <= index) next++;
    this.terms.splice(first, next - first, term);
    this.indexes.splice(first, next - first, index);
  }

  fork(): HighWater {
    return new HighWater(this.terms.slice(), this.indexes.slice());
  }

  /** The last step whose term is at most `term`; -1 if none. Nearly always the last of all. */
  private stepOf(term: number): number {
    let step = this.terms.length - 1;
    while (step >= 0 && this.terms[step]! > term) step--;
    return step;
  }
}
