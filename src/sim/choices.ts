import { PURPOSE_NAMES } from "./purpose.ts";
import { hashString, mix, scale } from "./random.ts";
import type { Key } from "./seed.ts";

/** Probabilities are integers out of this. */
export const MILLION = 1_000_000;

/**
 * Every random choice of a world. A choice is identified by what it is for, where it is made and the how-manyth it is
 * there, and its value is a hash of that identity with the key: no choice depends on another having been made.
 *
 * `what` is the number of a purpose (`purposeNumber`). `where` is a small integer whose meaning is the purpose's: an
 * endpoint, a link, or 0 for the director. Bounds are at most 2^32.
 */
export class Choices {
  protected readonly key: Key;
  protected readonly places: number;
  /** Two words for each purpose, hashed from the key and the purpose's name. */
  private readonly placeKeys: Int32Array;
  private readonly ordinalKeys: Int32Array;
  /** How many choices were counted here, by purpose and place. */
  private readonly counts: Float64Array;

  /** Choices that are counted here are made at places below `places`. */
  constructor(key: Key, places: number) {
    this.key = key;
    this.places = places;
    this.placeKeys = Int32Array.from(PURPOSE_NAMES, (name) => mix(hashString(name, key[0]) ^ key[1]));
    this.ordinalKeys = Int32Array.from(PURPOSE_NAMES, (name) => mix(hashString(name, key[2]) ^ key[3]));
    this.counts = new Float64Array(PURPOSE_NAMES.length * places);
  }

  /** The next choice of this purpose at this place, in [0, bound). */
  below(what: number, where: number, bound: number): number {
    return this.belowAt(what, where, this.count(what, where), bound);
  }

  /** The next choice of this purpose at this place, from `min` to `max` inclusive. */
  between(what: number, where: number, min: number, max: number): number {
    return min + this.below(what, where, max - min + 1);
  }

  chance(what: number, where: number, perMillion: number): boolean {
    return this.chanceAt(what, where, this.count(what, where), perMillion);
  }

  /** Which of several things happens: each has a share of a million, and one that is not among them has the rest. */
  which(what: number, where: number, sharesPerMillion: readonly number[]): number {
    return this.whichAt(what, where, this.count(what, where), sharesPerMillion);
  }

  /** The choice of a given ordinal, for callers that count on their own. */
  belowAt(what: number, where: number, ordinal: number, bound: number): number {
    return this.drawAt(what, where, ordinal, bound);
  }

  chanceAt(what: number, where: number, ordinal: number, perMillion: number): boolean {
    // A draw that can come out only one way need not be made: nothing else depends on it.
    return perMillion > 0 && this.drawAt(what, where, ordinal, MILLION) < perMillion;
  }

  whichAt(what: number, where: number, ordinal: number, sharesPerMillion: readonly number[]): number {
    let left = this.drawAt(what, where, ordinal, MILLION);
    return sharesPerMillion.findIndex((share) => {
      left -= share;
      return left < 0;
    });
  }

  fork(): Choices {
    const copy = new Choices(this.key, this.places);
    copy.copyCounts(this);
    return copy;
  }

  protected copyCounts(original: Choices): void {
    this.counts.set(original.counts);
  }

  private count(what: number, where: number): number {
    if (where >= this.places) throw new Error(`Place ${where} is not below ${this.places}.`);
    return this.counts[what * this.places + where]!++;
  }

  private drawAt(what: number, where: number, ordinal: number, bound: number): number {
    const place = mix(where ^ this.placeKeys[what]!);
    return scale(mix(mix(ordinal ^ this.ordinalKeys[what]!) ^ place), bound);
  }
}
