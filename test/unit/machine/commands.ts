import fc from "fast-check";
import type { Command } from "../../../src/machine/command.ts";

const key = fc.constantFrom("a", "b", "c", "");
/** Few values, so that compare-and-set succeeds and different paths meet in one state. */
const value = fc.constantFrom("", "x", "y", "xy");

/** Any command over a few keys and values. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant("get" as const), key }),
  fc.record({ kind: fc.constant("put" as const), key, value }),
  fc.record({ kind: fc.constant("delete" as const), key }),
  fc.record({
    kind: fc.constant("compare-and-set" as const),
    key,
    expected: fc.option(value, { nil: undefined }),
    value,
  }),
  fc.record({ kind: fc.constant("append" as const), key, value }),
  fc.record({ kind: fc.constant("compare-and-delete" as const), key, expected: value }),
);
