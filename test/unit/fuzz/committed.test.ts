import { expect, test } from "vitest";
import { countCommitted } from "../../../src/fuzz/committed.ts";

const committed = (...pairs: readonly (readonly [client: number, sequence: number])[]) =>
  pairs.map(([client, sequence]) => ({ client, sequence }));

test("counts a command once, however often it was committed", () => {
  expect(countCommitted(committed([6, 1], [7, 1], [6, 1], [6, 2], [7, 1]), 6, 2)).toBe(3);
});

test("counts nothing where nothing was committed", () => {
  expect(countCommitted([], 6, 2)).toBe(0);
});
