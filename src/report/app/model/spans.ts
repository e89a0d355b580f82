import type { Letter } from "../../../fuzz/chronicle/chronicle.ts";

/** Finds the messages that were under way in some part of a run, without looking at all of them. */
export interface Spans {
  /** Places of messages that were sent before the end of the part and ended after its beginning. */
  between(fromStep: number, toStep: number): number[];
}

const STEPS_PER_BUCKET = 128;

export function spansOf(letters: readonly Letter[], endSteps: Int32Array, steps: number): Spans {
  const buckets: number[][] = Array.from({ length: Math.ceil(steps / STEPS_PER_BUCKET) + 1 }, () => []);
  for (let at = 0; at < letters.length; at++) {
    const last = Math.floor(endSteps[at]! / STEPS_PER_BUCKET);
    for (let bucket = Math.floor(letters[at]!.sentStep / STEPS_PER_BUCKET); bucket <= last; bucket++) {
      buckets[bucket]!.push(at);
    }
  }
  return {
    between: (fromStep, toStep) => {
      const first = Math.max(0, Math.floor(fromStep / STEPS_PER_BUCKET));
      const last = Math.min(buckets.length - 1, Math.floor(toStep / STEPS_PER_BUCKET));
      const found: number[] = [];
      for (let bucket = first; bucket <= last; bucket++) {
        for (const at of buckets[bucket]!) {
          const isFirstBucket = bucket === Math.max(first, Math.floor(letters[at]!.sentStep / STEPS_PER_BUCKET));
          if (isFirstBucket && letters[at]!.sentStep <= toStep && endSteps[at]! >= fromStep) found.push(at);
        }
      }
      return found;
    },
  };
}
