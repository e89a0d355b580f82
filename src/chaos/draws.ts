import { type Choices, MILLION, purposeNumber } from "../sim/index.ts";

const AMOUNT = purposeNumber("fault-amount");

/** No fault takes as many draws as this. */
const MAX_DRAWS = 64;

/**
 * The draws of one fault: its duration, its strength, whom it hits. They hang from the kind of fault and the number of
 * the operation that brings it alone, so that leaving out one fault leaves all others what they were.
 */
export class Draws {
  private readonly choices: Choices;
  private readonly place: number;
  private next: number;

  constructor(choices: Choices, place: number, operation: number) {
    this.choices = choices;
    this.place = place;
    this.next = operation * MAX_DRAWS;
  }

  /** In [0, bound). */
  below(bound: number): number {
    return this.choices.belowAt(AMOUNT, this.place, this.next++, bound);
  }

  /** From `min` to `max`, inclusive. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  chance(perMillion: number): boolean {
    return this.below(MILLION) < perMillion;
  }

  /** One of them; undefined if there is none. */
  among<T>(values: readonly T[]): T | undefined {
    return values.length === 0 ? undefined : values[this.below(values.length)];
  }
}
