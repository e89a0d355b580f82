/** A straight scale from zero, with marks at round values. */
export interface Axis {
  readonly max: number;
  /** Ascending, from 0 to `max`. */
  readonly marks: readonly number[];
  /** Where a value stands, from 0 to 1. */
  shareOf(value: number): number;
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Reaches the largest value, in about so many steps. */
export function createAxis(values: readonly number[], steps: number): Axis {
  const largest = Math.max(...values);
  if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) throw new Error(`no axis reaches to ${largest}`);
  const rough = largest / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.map((each) => each * power).find((each) => each >= rough * (1 - 1e-9))!;
  const count = Math.ceil((largest / step) * (1 - 1e-9));
  const marks = Array.from({ length: count + 1 }, (_, place) => Number((place * step).toPrecision(12)));
  const max = marks.at(-1)!;
  return { max, marks, shareOf: (value) => value / max };
}
