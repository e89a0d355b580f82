/** Integer mixing. All values are 32-bit integers; everything random in a world comes from these two functions. */

/** A bijection of the 32-bit integers in which each input bit flips each output bit about half the time (murmur3's). */
export function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A hash of a string's UTF-16 code units, starting from a basis. */
export function hashString(text: string, basis: number): number {
  let h = basis;
  for (let i = 0; i < text.length; i++) h = mix(Math.imul(h, 31) + text.charCodeAt(i));
  return h;
}

/**
 * Scales a 32-bit draw to [0, bound) by multiplication; `bound` is at most 2^32. In two halves, because the product
 * of two 32-bit numbers is more than a double holds exactly.
 */
export function scale(word: number, bound: number): number {
  const unsigned = word >>> 0;
  if (bound <= 0x200000) return Math.floor((unsigned * bound) / 0x100000000);
  const high = Math.floor(bound / 0x10000);
  const low = bound - high * 0x10000;
  return Math.floor((unsigned * high + Math.floor((unsigned * low) / 0x10000)) / 0x10000);
}
