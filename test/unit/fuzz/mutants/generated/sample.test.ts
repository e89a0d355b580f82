import { expect, test } from "vitest";
import { sample } from "../../../../../src/fuzz/mutants/generated/sample.ts";

const all = Array.from({ length: 100 }, (_, place) => ({ id: `mutant ${place}` }));

test("a sample has its size, and the order of the whole", () => {
  const drawn = sample(all, 10, "seed");
  expect(drawn).toHaveLength(10);
  expect(drawn).toEqual(all.filter((one) => drawn.includes(one)));
});

test("a seed draws the same again, and another draws others", () => {
  expect(sample(all, 10, "seed")).toEqual(sample(all, 10, "seed"));
  expect(sample(all, 10, "seed")).not.toEqual(sample(all, 10, "another"));
});

test("one that is gone changes at most one of those drawn", () => {
  const before = sample(all, 10, "seed");
  const after = sample(all.slice(1), 10, "seed");
  expect(after.filter((one) => !before.includes(one)).length).toBeLessThanOrEqual(1);
});

test("there are no more than all", () => {
  expect(sample(all, 1_000, "seed")).toEqual(all);
});
