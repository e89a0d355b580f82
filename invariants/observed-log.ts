import { chainedHash, commonLength, EMPTY_LOG_HASH, type HashChain } from "./hash-chain.ts";

const FIRST_CAPACITY = 64;

const UNKNOWN_DIGEST = 0x3f3f3f3f;

/** One log as observed: entries are added and dropped at its end. */
export class ObservedLog implements HashChain {
  length = 0;
  private terms = new Int32Array(FIRST_CAPACITY);
  private hashes = new Int32Array(FIRST_CAPACITY);

  constructor() {
    this.hashes[0] = EMPTY_LOG_HASH;
  }

  /** `index` from 0 to `length`. */
  termAt(index: number): number {
    return this.terms[index]!;
  }

  hashAt(index: number): number {
    return this.hashes[index]!;
  }

  get lastHash(): number {
    return this.hashes[this.length]!;
  }

  /** Whether the entry with this chained hash, and so its whole prefix, is in the log. */
  holds(index: number, hash: number): boolean {
    return index <= this.length && this.hashes[index] === hash;
  }

  /** Whether the entry at `index`, of which nothing is said but that the log is as long, is this one. */
  isEntry(index: number, term: number, digest: number): boolean {
    return this.termAt(index) === term && this.hashAt(index) === chainedHash(this.hashAt(index - 1), term, digest);
  }

  append(term: number, digest: number): void {
    const index = this.length + 1;
    if (index === this.terms.length) this.reserve(index + 1);
    this.terms[index] = term;
    this.hashes[index] = chainedHash(this.hashes[index - 1]!, term, digest);
    this.length = index;
  }

  /** Drops every entry at `fromIndex` and above. */
  truncate(fromIndex: number): void {
    if (fromIndex <= this.length) this.length = Math.max(0, fromIndex - 1);
  }

  /** Makes this log equal to `source` up to `length`. Copies what lies beyond their common prefix, and says how much. */
  become(source: HashChain, length: number): number {
    const agreed = Math.min(commonLength(this, source), length);
    if (length >= this.terms.length) this.reserve(length + 1);
    for (let index = agreed + 1; index <= length; index++) {
      this.terms[index] = source.termAt(index);
      this.hashes[index] = source.hashAt(index);
    }
    this.length = length;
    return length - agreed;
  }

  /** Makes the log end at `length`. What it lacks becomes entries of that term of which nothing else is known. */
  stretch(length: number, term: number): void {
    this.truncate(length + 1);
    while (this.length < length) this.append(term, UNKNOWN_DIGEST);
  }

  fork(): ObservedLog {
    const copy = new ObservedLog();
    copy.length = this.length;
    copy.terms = this.terms.slice();
    copy.hashes = this.hashes.slice();
    return copy;
  }

  private reserve(capacity: number): void {
    const grownCapacity = Math.max(capacity, this.terms.length * 2);
    const terms = new Int32Array(grownCapacity);
    const hashes = new Int32Array(grownCapacity);
    terms.set(this.terms);
    hashes.set(this.hashes);
    this.terms = terms;
    this.hashes = hashes;
  }
}
