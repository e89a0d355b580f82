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
 * Scales a 32-bit draw to [0, bound), for bounds up to 2^32. A product beyond 2^53 is rounded, in the same way on every
 * machine, and never by as much as the bound, which is what it lacks of 2^32 times the bound at least.
 */
export function scale(word: number, bound: number): number {
  return Math.floor(((word >>> 0) * bound) / 0x100000000);
}
