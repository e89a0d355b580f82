import { EMPTY_LOG_HASH, type HashChain } from "./hash-chain.ts";
import type { ObservedLog } from "./observed-log.ts";
import { type Moment, Sightings } from "./sightings.ts";

/** The one log that the cluster has decided on: for each index the entry that some node was first to commit or apply. */
export class DecidedLog implements HashChain {
  length = 0;
  private terms: Int32Array;
  private readonly hashes: Sightings;

  constructor(terms = new Int32Array(16), hashes = new Sightings()) {
    this.terms = terms;
    this.hashes = hashes;
  }

  termAt(index: number): number {
    return this.terms[index]!;
  }

  hashAt(index: number): number {
    return index === 0 ? EMPTY_LOG_HASH : this.hashes.valueAt(index);
  }

  /** "n2 at event 1203 (t=1.204 s)": who decided the index, and when. */
  phraseAt(index: number): string {
    return this.hashes.phraseAt(index);
  }

  /** How much was decided by then: times only grow along the log. */
  lengthAt(atUs: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.hashes.timeAt(middle) <= atUs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  nodeAt(index: number): number {
    return this.hashes.nodeAt(index);
  }

  /** Whether `log` holds all that is decided up to `index`, or as much of it as is decided. */
  agreesWith(log: ObservedLog, index: number): boolean {
    const compared = Math.min(index, this.length);
    return compared <= log.length && log.hashAt(compared) === this.hashAt(compared);
  }

  /** `node` decides its log up to `index`. A log that contradicts what is decided decides nothing more. */
  extend(log: ObservedLog, index: number, node: number, moment: Moment): void {
    if (index <= this.length || !this.agreesWith(log, this.length)) return;
    const lastIndex = Math.min(index, log.length);
    for (let next = this.length + 1; next <= lastIndex; next++) {
      if (next === this.terms.length) this.grow();
      this.terms[next] = log.termAt(next);
      this.hashes.note(next, log.hashAt(next), node, moment);
    }
    this.length = lastIndex;
  }

  fork(): DecidedLog {
    const copy = new DecidedLog(this.terms.slice(), this.hashes.fork());
    copy.length = this.length;
    return copy;
  }

  private grow(): void {
    const terms = new Int32Array(this.terms.length * 2);
    terms.set(this.terms);
    this.terms = terms;
  }
}
