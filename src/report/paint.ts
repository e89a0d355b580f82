import { Chalk, type ChalkInstance } from "chalk";

/** Colors for people; the same words without them for pipes. */
export type Paint = ChalkInstance;

export function createPaint(colored: boolean): Paint {
  return new Chalk({ level: colored ? 1 : 0 });
}
