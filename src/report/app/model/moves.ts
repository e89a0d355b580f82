import type { Chronicle } from "../../../fuzz/chronicle/chronicle.ts";
import { lastAtOrBefore } from "./search.ts";

/** A step, and the message that leads to it, if one does. */
export interface Move {
  readonly step: number;
  readonly message?: number;
}

/** The next or the one before of the shown steps; the same at the ends. */
export function neighbour(shown: ArrayLike<number>, step: number, by: 1 | -1): number {
  const rank = lastAtOrBefore(shown, step);
  const isBetween = shown[rank] !== step;
  const target = by === 1 ? rank + 1 : isBetween ? rank : rank - 1;
  return shown[Math.min(shown.length - 1, Math.max(0, target))] ?? step;
}

/** What brought a step about: the sending of the message that arrived, otherwise the step before at the same place. */
export function causeOf({ messages, steps }: Chronicle, stepsOf: readonly (readonly number[])[], step: number): Move {
  const { message, place } = steps[step]!;
  if (message !== undefined) return { step: messages[message]!.sentStep, message };
  const before = stepsOf[place]?.[lastAtOrBefore(stepsOf[place], step - 1)];
  return { step: before ?? step };
}

/** What a step brought about first: the first arrival of what it sent, otherwise the next step at the same place. */
export function effectOf({ messages, steps }: Chronicle, stepsOf: readonly (readonly number[])[], step: number): Move {
  const arrivals = steps[step]!.sent.flatMap((message) =>
    messages[message]!.arrivals.map((arrival) => ({ step: arrival.step, message })),
  );
  const first = arrivals.sort((a, b) => a.step - b.step)[0];
  if (first !== undefined) return first;
  const own = stepsOf[steps[step]!.place];
  return { step: own?.[lastAtOrBefore(own, step) + 1] ?? step };
}

/** Of these steps the nearest to that one; undefined if there are none. */
export function nearest(steps: ArrayLike<number>, step: number): number | undefined {
  const before = steps[lastAtOrBefore(steps, step)];
  const after = steps[lastAtOrBefore(steps, step) + 1];
  if (before === undefined || after === undefined) return before ?? after;
  return step - before <= after - step ? before : after;
}
