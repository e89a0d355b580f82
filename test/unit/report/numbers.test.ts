import { expect, test } from "vitest";
import { counted, grouped, percentage, seconds, virtualSeconds } from "../../../src/report/numbers.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [12_345_678, "12,345,678"],
])("%d is %s", (count, text) => {
  expect(grouped(count)).toBe(text);
});

test("nouns agree with their numbers", () => {
  expect([counted(0, "seed"), counted(1, "seed"), counted(2000, "seed")]).toEqual(["0 seeds", "1 seed", "2,000 seeds"]);
});

test("only all of it is a hundred percent", () => {
  expect(percentage(99_999, 100_000)).toBe("99.9 %");
  expect(percentage(5, 5)).toBe("100.0 %");
  expect(percentage(1, 3)).toBe("33.3 %");
  expect(percentage(0, 0)).toBe("none");
});

test("times are in seconds", () => {
  expect([seconds(7), seconds(1234), seconds(93_210)]).toEqual(["0.007 s", "1.234 s", "93.2 s"]);
  expect(virtualSeconds(3_456_789)).toBe("3.456789 s");
});
