/** Spreads every bit of a 32-bit integer over all of them (the finalizer of MurmurHash3); a bijection. */
export function mix32(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A 32-bit integer hash of a string's UTF-16 units. Seeding it with another hash hashes the two in that order. */
export function hashString(text: string, seed: number): number {
  let hash = seed | 0;
  for (let position = 0; position < text.length; position++) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  // Without the length, zero units would vanish in a zero hash, and the empty string would hash to zero.
  return mix32(hash ^ Math.imul(text.length + 1, 0x27d4eb2f));
}

/** Continues a hash with a 32-bit integer. */
export function hashInteger(value: number, seed: number): number {
  return mix32(Math.imul(seed ^ value, 0x9e3779b1) + 0x27d4eb2f);
}

/** Continues a hash with a time: a safe integer of up to 53 bits. */
export function hashTime(timeUs: number, seed: number): number {
  return hashInteger(Math.floor(timeUs / 2 ** 32), hashInteger(timeUs, seed));
}
