import fc from "fast-check";
import { expect, test } from "vitest";
import { wrap } from "../../../src/report/wrap.ts";

test("text is broken between words, and goes on indented", () => {
  expect(wrap("never happened: pauses, heals", 18, "  ")).toEqual(["never happened:", "  pauses, heals"]);
  expect(wrap("short", 80, "  ")).toEqual(["short"]);
});

test("a number stays with its unit", () => {
  expect(wrap("for 1.55 s, or 20 % of it", 10, "")).toEqual(["for", "1.55 s, or", "20 % of it"]);
});

test("a word that is too long has a line of its own", () => {
  expect(wrap("a partition-of-all b", 8, "  ")).toEqual(["a", "  partition-of-all", "  b"]);
});

test("no word is lost or moved, and no line is too long that could be shorter", () => {
  const word = fc.stringMatching(/^[a-l,:]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 60 }), (words, width) => {
      const lines = wrap(words.join(" "), width, "  ");
      expect(lines.flatMap((line) => line.trim().split(" "))).toEqual(words);
      for (const line of lines) if (line.trim().includes(" ")) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});
