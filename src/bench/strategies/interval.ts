import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";

const RESAMPLES = 2_000;
const OUTSIDE_PERCENT = 5;
const DRAW = purposeNumber("swarm");

/** A figure, and between what it is with a confidence of 95 %. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The middle value; of an even number, the lower of the two: values may be infinite, and have no mean then. */
export function middleOf(values: readonly number[]): number {
  if (values.length === 0) throw new Error("There is no middle of nothing.");
  const ascending = [...values].sort((one, other) => (one < other ? -1 : Number(one > other)));
  return ascending[(ascending.length - 1) >> 1]!;
}

/**
 * A figure of samples, with its bootstrap interval: the same of samples of the same sizes, drawn from these with
 * repetition. It is the same each time.
 */
export function bootstrap(samples: readonly (readonly number[])[], figure: (of: typeof samples) => number): Interval {
  const choices = new Choices(expandSeed("bootstrap"), 1);
  const redrawn = (values: readonly number[]) => values.map(() => values[choices.below(DRAW, 0, values.length)]!);
  const figures = Array.from({ length: RESAMPLES }, () => figure(samples.map(redrawn)));
  const ascending = figures.sort((one, other) => (one < other ? -1 : Number(one > other)));
  const outside = Math.floor((RESAMPLES * OUTSIDE_PERCENT) / 200);
  return { value: figure(samples), low: ascending[outside]!, high: ascending[RESAMPLES - 1 - outside]! };
}
