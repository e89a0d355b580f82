/**
 * Tables of a long run are sent to the browser by columns: what stands in one column is alike, so that it compresses
 * to little, and is read back without a name for every number.
 */

/** Numbers as their differences, each to the one before: what ascends slowly becomes small and alike. */
export function differences(values: readonly number[]): number[] {
  return values.map((value, at) => value - (at === 0 ? 0 : values[at - 1]!));
}

export function sums(differences: readonly number[]): number[] {
  let sum = 0;
  return differences.map((difference) => {
    sum += difference;
    return sum;
  });
}

/** Words out of few, each told once. */
export interface PackedWords {
  readonly words: readonly string[];
  readonly places: readonly number[];
}

export function packWords(values: readonly string[]): PackedWords {
  const places = new Map<string, number>();
  const column = values.map((value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { words: [...places.keys()], places: column };
}

export function unpackWords({ words, places }: PackedWords): string[] {
  return places.map((place) => words[place]!);
}
