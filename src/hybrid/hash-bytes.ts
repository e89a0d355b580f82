import { hashInteger } from "../machine/hash.ts";

/** A 32-bit integer hash of bytes, continuing a seed. */
export function hashBytes(bytes: Uint8Array, seed: number): number {
  let hash = hashInteger(bytes.length, seed);
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hashInteger(0, hash);
}
