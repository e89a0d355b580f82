import fc from "fast-check";
import { COMMAND_DRAWS } from "../../../src/workload/index.ts";

/** Of the key-value commands: 100 draws of a kind for each of 16 keys. */
export const KINDS = 100;
export const KEYS = 16;

export const anyDraw = fc.integer({ min: 0, max: COMMAND_DRAWS - 1 });

/** The first draw that makes a key-value command from this draw of a kind, on this key. */
export function drawOf(kind: number, key: number): number {
  return Math.ceil(((key * KINDS + kind) * COMMAND_DRAWS) / (KINDS * KEYS));
}
