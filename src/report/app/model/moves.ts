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

/** What the ways between steps are read from. */
export interface Ways {
  readonly chronicle: Chronicle;
  /** By place, ascending. */
  readonly stepsOf: readonly (readonly number[])[];
  readonly isCause: ArrayLike<number>;
}

/** What brought a step about: the sending of the message that arrived, otherwise the step before at the same place. */
export function causeOf({ chronicle, isCause, stepsOf }: Ways, step: number): Move {
  const { message, place } = chronicle.steps[step]!;
  if (message !== undefined) return { step: chronicle.messages[message]!.sentStep, message };
  const own = stepsOf[place] ?? [];
  const before = lastAtOrBefore(own, step - 1);
  return { step: own[along(own, isCause, step, before, -1)] ?? own[before] ?? step };
}

/** What a step brought about first: the first arrival of what it sent, otherwise the next step at the same place. */
export function effectOf({ chronicle, isCause, stepsOf }: Ways, step: number): Move {
  const { place, sent } = chronicle.steps[step]!;
  const arrivals = sent.flatMap((message) =>
    chronicle.messages[message]!.arrivals.map((arrival) => ({ step: arrival.step, message })),
  );
  arrivals.sort((one, other) => one.step - other.step);
  const first = (isCause[step] === 1 && arrivals.find((arrival) => isCause[arrival.step] === 1)) || arrivals[0];
  if (first !== undefined) return first;
  const own = stepsOf[place] ?? [];
  const next = lastAtOrBefore(own, step) + 1;
  return { step: own[along(own, isCause, step, next, 1)] ?? own[next] ?? step };
}

/** From a cause of the violation to the next that is one too; from any other step to the next whatever it is. */
function along(own: readonly number[], isCause: ArrayLike<number>, step: number, start: number, by: 1 | -1): number {
  let at = start;
  if (isCause[step] === 1) while (own[at] !== undefined && isCause[own[at]!] !== 1) at += by;
  return at;
}

/** Of these steps the nearest to that one; undefined if there are none. */
export function nearest(steps: ArrayLike<number>, step: number): number | undefined {
  const before = steps[lastAtOrBefore(steps, step)];
  const after = steps[lastAtOrBefore(steps, step) + 1];
  if (before === undefined || after === undefined) return before ?? after;
  return step - before <= after - step ? before : after;
}
