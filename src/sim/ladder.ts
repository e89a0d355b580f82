/** Values of a run's fingerprint after every `spacing` events, the first after event number `spacing`. */
export interface Ladder {
  readonly spacing: number;
  readonly rungs: readonly string[];
}

/** Event numbers, both inclusive. */
export interface EventWindow {
  readonly fromEvent: number;
  readonly toEvent: number;
}

/**
 * The window of events in which two runs part. Undefined if they agree on every rung that both have: then they part, if
 * at all, behind the last of those.
 */
export function firstDifference(a: Ladder, b: Ladder): EventWindow | undefined {
  // Spacings are the same number doubled so many times: the rungs of the wider ladder are rungs of both.
  const spacing = Math.max(a.spacing, b.spacing);
  for (let event = spacing; ; event += spacing) {
    const rungOfA = a.rungs[event / a.spacing - 1];
    const rungOfB = b.rungs[event / b.spacing - 1];
    if (rungOfA === undefined || rungOfB === undefined) return undefined;
    if (rungOfA !== rungOfB) return { fromEvent: event - spacing + 1, toEvent: event };
  }
}
