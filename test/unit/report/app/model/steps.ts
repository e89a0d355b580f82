import type { Step } from "../../../../../src/fuzz/chronicle/chronicle.ts";

/** A step in which nothing happens but this. */
export function stepWith(more: Partial<Step>): Step {
  return { event: 1, atUs: 0, kind: "deeds", place: 0, sent: [], facts: [], states: [], ...more };
}
