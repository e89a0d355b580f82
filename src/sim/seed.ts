import seedrandom from "seedrandom";

/** Four 32-bit words, which all choices of a world hang from. */
export type Key = readonly [number, number, number, number];

/**
 * Expands the seed a person typed. Any string is a seed, and different strings give unrelated keys.
 *
 * The generator is fed a long string even if the seed is short, as some of its kin repeat short keys.
 */
export function expandSeed(seed: string): Key {
  const generator = seedrandom.alea(`kraft seed 1: ${seed} (${seed.length} code units, and all choices hang from it)`);
  return [generator.int32(), generator.int32(), generator.int32(), generator.int32()];
}

/** The k-th seed of a campaign, from its first; the 0-th is the first itself. It can be typed like any other seed. */
export function deriveSeed(first: string, k: number): string {
  if (!Number.isSafeInteger(k) || k < 0) throw new Error(`There is no ${k}-th seed: count from 0.`);
  return k === 0 ? first : `${first}-${k}`;
}
