/** Which operations of a family something stands for: a bit for each, by their numbers from 0. Immutable. */
export type Seen = readonly number[];

const BITS = 32;

export const NOTHING_SEEN: Seen = [];

export function hasSeen(seen: Seen, operation: number): boolean {
  return ((seen[operation >>> 5] ?? 0) & (1 << (operation & 31))) !== 0;
}

export function withOperation(seen: Seen, operation: number): Seen {
  const more = seen.slice();
  while (more.length <= operation >>> 5) more.push(0);
  more[operation >>> 5]! |= 1 << (operation & 31);
  return more;
}

export function unionOfSeen(one: Seen, other: Seen): Seen {
  if (one === other) return one;
  const [longer, shorter] = one.length >= other.length ? [one, other] : [other, one];
  let isMore = false;
  for (let word = 0; word < shorter.length; word++) if ((shorter[word]! & ~longer[word]!) !== 0) isMore = true;
  if (!isMore) return longer;
  const union = longer.slice();
  for (let word = 0; word < shorter.length; word++) union[word]! |= shorter[word]!;
  return union;
}

/** All of the first is in the second. */
export function isSeenWithin(part: Seen, whole: Seen): boolean {
  for (let word = 0; word < part.length; word++) if ((part[word]! & ~(whole[word] ?? 0)) !== 0) return false;
  return true;
}

export function isSameSeen(one: Seen, other: Seen): boolean {
  return one === other || (isSeenWithin(one, other) && isSeenWithin(other, one));
}

/** The numbers of the operations, ascending. */
export function operationsIn(seen: Seen): number[] {
  const found: number[] = [];
  for (const [word, bits] of seen.entries()) {
    for (let left = bits; left !== 0; left &= left - 1) found.push(word * BITS + 31 - Math.clz32(left & -left));
  }
  return found;
}
