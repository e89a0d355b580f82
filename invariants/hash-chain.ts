/** What stands for the whole prefix before the first entry. */
export const EMPTY_LOG_HASH = 0x6b726166;

/**
 * The hash of an entry and all its predecessors: two logs with the same chained hash at an index are the same up to
 * that index, so that comparing prefixes is one comparison.
 */
export function chainedHash(previous: number, term: number, digest: number): number {
  let hash = previous ^ Math.imul(term, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ digest;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A log of which only each entry's term and chained hash are known. Index 0 is the empty prefix. */
export interface HashChain {
  /** The last index; 0 when empty. */
  readonly length: number;
  termAt(index: number): number;
  hashAt(index: number): number;
}

/** The first index where two logs that differ at `index` differ. Differing once, chained hashes differ ever after. */
export function firstDifference(a: HashChain, b: HashChain, index: number): number {
  let same = 0;
  let different = index;
  while (different - same > 1) {
    const middle = (same + different) >>> 1;
    if (a.hashAt(middle) === b.hashAt(middle)) same = middle;
    else different = middle;
  }
  return different;
}

/** The length of the longest common prefix. */
export function commonLength(a: HashChain, b: HashChain): number {
  const compared = Math.min(a.length, b.length);
  return a.hashAt(compared) === b.hashAt(compared) ? compared : firstDifference(a, b, compared) - 1;
}
