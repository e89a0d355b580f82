import { PURPOSE_NAMES, type Purpose, purposeNumber } from "./purpose.ts";

/**
 * A choice that did not come out as it does by default: what it was for, where it was made, the how-manyth it was there,
 * and what it came to. A chance that came is 1; of several things the first is 0, and none of them is -1.
 */
export interface Departure {
  readonly what: Purpose;
  readonly where: number;
  readonly ordinal: number;
  readonly came: number;
}

/** More than there are purposes. */
const PURPOSES = 64;

/** Choices that depart from the default, by their identity. */
export class Departures {
  /** By purpose and place together, and then by ordinal. */
  private readonly found = new Map<number, Map<number, number>>();

  static from(departures: readonly Departure[]): Departures {
    const made = new Departures();
    for (const { what, where, ordinal, came } of departures) made.set(purposeNumber(what), where, ordinal, came);
    return made;
  }

  set(what: number, where: number, ordinal: number, came: number): void {
    const place = where * PURPOSES + what;
    let there = this.found.get(place);
    if (there === undefined) {
      there = new Map();
      this.found.set(place, there);
    }
    there.set(ordinal, came);
  }

  /** Undefined where the choice is as by default. */
  get(what: number, where: number, ordinal: number): number | undefined {
    return this.found.get(where * PURPOSES + what)?.get(ordinal);
  }

  /** In the order in which choices of their purpose and place were first made. */
  list(): Departure[] {
    return [...this.found].flatMap(([place, there]) => {
      const what = PURPOSE_NAMES[place % PURPOSES]!;
      const where = Math.floor(place / PURPOSES);
      return [...there].map(([ordinal, came]) => ({ what, where, ordinal, came }));
    });
  }

  fork(): Departures {
    const copy = new Departures();
    for (const [place, there] of this.found) copy.found.set(place, new Map(there));
    return copy;
  }
}
