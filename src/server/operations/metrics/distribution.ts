/** How values spread over ranges, counted where it must be cheap: an observation is a few comparisons. */
export class Distribution {
  /** Ascending: a value counts for the first bound that it does not exceed. */
  readonly bounds: readonly number[];
  /** One more than there are bounds: the last counts what exceeds all of them. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && value > bounds[place]!) place++;
    counts[place]!++;
    this.sum += value;
  }
}

/** Of durations in seconds, from what memory takes to what a person would not wait for. */
export const DURATION_BOUNDS: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
