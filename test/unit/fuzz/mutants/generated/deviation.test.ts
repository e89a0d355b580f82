import { expect, test } from "vitest";
import { deviationOf } from "../../../../../src/fuzz/mutants/generated/deviation.ts";

test.each([
  ["never", 0, 300],
  ["hardly ever", 29, 300],
  ["in floods", 3_001, 300],
  ["for the first time, again and again", 200, 0],
])("what happens %s stands out", (_, now, usual) => {
  const deviation = deviationOf({ reads: usual, events: 1_000 }, { reads: now, events: 1_000 });
  expect(deviation?.by).toEqual(["exercise"]);
  expect(deviation?.message).toBe(`reads: ${now} times, ${usual} without the mutant`);
});

test.each([
  ["as often", 300, 300],
  ["a little less often", 31, 300],
  ["a little more often", 3_000, 300],
  ["seldom in both", 0, 199],
])("what happens %s does not", (_, now, usual) => {
  expect(deviationOf({ reads: usual }, { reads: now })).toBeUndefined();
});

test("a thing that only the shipped core did is not overlooked", () => {
  expect(deviationOf({ reads: 300 }, {})?.by).toEqual(["exercise"]);
});
