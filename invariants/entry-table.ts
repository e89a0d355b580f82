import { type Moment, Sightings } from "./sightings.ts";

const FIRST_CAPACITY = 64;

/**
 * The chained hash of every entry ever seen, by index and term. Most indexes have one term, some have several: the
 * rows of an index are linked, newest first, because the newest is asked for most. Row 0 is none.
 */
export class EntryTable {
  private rowCount = 1;
  private newestByIndex = new Int32Array(FIRST_CAPACITY);
  private terms = new Int32Array(FIRST_CAPACITY);
  private olderRows = new Int32Array(FIRST_CAPACITY);
  private hashes = new Sightings();

  /** The row of an entry; 0 if it was never seen. */
  find(index: number, term: number): number {
    if (index >= this.newestByIndex.length) return 0;
    let row = this.newestByIndex[index]!;
    while (row !== 0 && this.terms[row] !== term) row = this.olderRows[row]!;
    return row;
  }

  /** Adds an entry that `find` does not know. */
  add(index: number, term: number, hash: number, node: number, moment: Moment): void {
    const row = this.rowCount++;
    if (index >= this.newestByIndex.length) this.newestByIndex = grown(this.newestByIndex, index + 1);
    if (row >= this.terms.length) {
      this.terms = grown(this.terms, row + 1);
      this.olderRows = grown(this.olderRows, row + 1);
    }
    this.terms[row] = term;
    this.olderRows[row] = this.newestByIndex[index]!;
    this.newestByIndex[index] = row;
    this.hashes.note(row, hash, node, moment);
  }

  hashAt(row: number): number {
    return this.hashes.valueAt(row);
  }

  nodeAt(row: number): number {
    return this.hashes.nodeAt(row);
  }

  /** "n2 at event 1203 (t=1.204 s)": where the entry was seen first. */
  phraseAt(row: number): string {
    return this.hashes.phraseAt(row);
  }

  fork(): EntryTable {
    const copy = new EntryTable();
    copy.rowCount = this.rowCount;
    copy.newestByIndex = this.newestByIndex.slice();
    copy.terms = this.terms.slice();
    copy.olderRows = this.olderRows.slice();
    copy.hashes = this.hashes.fork();
    return copy;
  }
}

function grown(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
