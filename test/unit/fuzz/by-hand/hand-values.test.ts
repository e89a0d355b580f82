import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FOR_GOOD } from "../../../../src/chaos/index.ts";
import * as read from "../../../../src/fuzz/by-hand/hand-values.ts";
import { SimulationError } from "../../../../src/fuzz/by-hand/simulation-error.ts";

describe("milliseconds", () => {
  test("come out as the microseconds that they are written as, whatever floating point makes of their product", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000_000 }), (us) => {
        expect(read.duration("forMs", us / 1_000)).toBe(us);
        expect(read.duration("forMs", Number(`${Math.floor(us / 1_000)}.${String(us % 1_000).padStart(3, "0")}`))).toBe(
          us,
        );
      }),
    );
  });

  test.each([-1, 0, 0.0001, 1.0005, 86_400_001, Number.NaN, Number.POSITIVE_INFINITY, "5", undefined, null, 5n])(
    "that are %s are refused",
    (ms) => {
      expect(() => read.duration("forMs", ms)).toThrow(SimulationError);
      expect(() => read.duration("forMs", ms)).toThrow(
        /^forMs takes milliseconds from 0\.001 to 86400000, in whole .*, not /,
      );
    },
  );
});

test("a span without an end is for good, and a misspelt one is refused with what was meant", () => {
  expect(read.spanUs({})).toBe(FOR_GOOD);
  expect(read.spanUs({ forMs: 1.5 })).toBe(1_500);
  expect(() => read.spanUs({ formMs: 5 } as object)).toThrow("there is no 'formMs' in a span (did you mean forMs?)");
  expect(() => read.spanUs(5_000 as unknown as object)).toThrow("a span takes an object of forMs, not 5000");
});

test("a range is one amount or two, the smaller one first", () => {
  expect(read.rangeUs("addedMs", 10)).toEqual({ min: 10_000, max: 10_000 });
  expect(read.rangeUs("addedMs", [10, 70])).toEqual({ min: 10_000, max: 70_000 });
  expect(() => read.rangeUs("addedMs", [70, 10])).toThrow("addedMs takes the smaller one first, not [ 70, 10 ]");
  expect(() => read.rangeUs("addedMs", [70] as unknown as number)).toThrow("addedMs takes milliseconds");
});

test("nodes are named by numbers that there are, each once", () => {
  expect(read.nodeNumbers([3, 1], 3)).toEqual([3, 1]);
  for (const wrong of [[4], [0], [1.5], ["1"], [1, 1], "1", 1]) {
    expect(() => read.nodeNumbers(wrong, 3), String(wrong)).toThrow(SimulationError);
  }
});

test("what a person wrote is told in one line, however long", () => {
  const messageOf = (value: unknown): string => read.refusal("x", "y", value).message;
  expect(messageOf("a\nb".repeat(1_000))).toMatch(/^x takes y, not .{1,100}$/);
  expect(messageOf({ a: [1], b: { c: 1 } })).toBe("x takes y, not { a: [ 1 ], b: { c: 1 } }");
  expect(messageOf(Object.create(null))).toMatch(/^x takes y, not .*$/);
});
