import type { Chronicle } from "../../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../../src/fuzz/chronicle/chronicle-of.ts";
import { record } from "../../../src/fuzz/tape/record.ts";
import * as core from "../../../src/sut/core.ts";

/** A run in which all kinds of things happen and nothing is broken. */
export function eventful(): Chronicle {
  return chronicle(record({ nodes: 5, operations: 300, seed: "eventful", checkers: true }, core).tape, core);
}
