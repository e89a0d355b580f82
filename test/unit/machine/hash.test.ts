import { expect, test } from "vitest";
import { hashInteger, hashString, mix32 } from "../../../src/machine/hash.ts";

test("the hashes are frozen: state hashes are compared between versions and machines", () => {
  expect([mix32(0), mix32(1), mix32(-1)]).toEqual([0, 1364076727, -2114883783]);
  expect(["", "a", "k1", "c3.17", "ä€😀"].map((text) => hashString(text, 0))).toEqual([
    -1945942241, -399233691, -897765197, -78117799, 1360890768,
  ]);
  expect([hashInteger(0, 0), hashInteger(1, 0), hashInteger(0, 1), hashInteger(-1, 7)]).toEqual([
    -1945942241, 1481093929, 1481093929, -1126239343,
  ]);
});

test("strings of zeros of different lengths hash apart", () => {
  const hashes = [0, 1, 2, 3].map((length) => hashString("\0".repeat(length), 0));
  expect(new Set(hashes).size).toBe(4);
});

test("a chain of integers depends on their order", () => {
  expect(hashInteger(1, hashInteger(2, 0))).not.toBe(hashInteger(2, hashInteger(1, 0)));
});
