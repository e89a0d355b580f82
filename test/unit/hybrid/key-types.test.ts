import { expect, test } from "vitest";
import type { CrdtName } from "../../../src/crdt/index.ts";
import { KeyPatternError, KeyTypes } from "../../../src/hybrid/index.ts";

const types = KeyTypes.declare({ "counter:*": "gcounter", "*:cart": "orset", "a*z": "lww", "counter:x*": "gset" });

test.each<[string, CrdtName | undefined]>([
  ["counter:visits", "gcounter"],
  ["counter:", "gcounter"],
  ["counter:x", "gcounter"],
  ["counte", undefined],
  ["7:cart", "orset"],
  ["az", "lww"],
  ["abcz", "lww"],
  ["a", undefined],
  ["", undefined],
  ["counter:*", "gcounter"],
])("%j is %s: the first pattern that fits", (key, type) => {
  expect(types.typeOf(key)).toBe(type);
});

test("what begins and ends must not overlap", () => {
  expect(KeyTypes.declare({ "aba*ba": "lww" }).typeOf("aba")).toBeUndefined();
});

test.each([
  [{ counter: "gcounter" }, 'a pattern of keys has one star, as "counter:*", and not "counter"'],
  [{ "a*b*": "gcounter" }, 'a pattern of keys has one star, as "counter:*", and not "a*b*"'],
  [{ "a*": "map" }, 'the keys a* are one of lww, gcounter, pncounter, gset, orset, not "map"'],
])("%j is no declaration", (declarations, message) => {
  expect(() => KeyTypes.declare(declarations as Record<string, CrdtName>)).toThrow(new KeyPatternError(message));
});
