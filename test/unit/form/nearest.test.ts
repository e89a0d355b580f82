import { expect, test } from "vitest";
import { nearest } from "../../../src/form/nearest.ts";

const flags = ["nodes", "n", "seed", "seeds", "operations"];

test.each([
  ["node", "nodes"],
  ["sede", "seed"],
  ["seedz", "seed"],
  ["oprations", "operations"],
  ["perations", "operations"],
  ["xyz", undefined],
  ["m", undefined],
  ["", undefined],
])("%s: %s", (typed, meant) => {
  expect(nearest(typed, flags)).toBe(meant);
});
