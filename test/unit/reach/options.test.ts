import { expect, test } from "vitest";
import { asksForHelp, ReachUsageError } from "../../../src/reach/options.ts";

test("nothing but help can be asked for", () => {
  expect(asksForHelp([])).toBe(false);
  expect(asksForHelp(["--help"])).toBe(true);
});

test.each(["--foo", "help", "-h", "--help=1", "--", ""])("%j is refused", (wrong) => {
  expect(() => asksForHelp(["--help", wrong])).toThrow(ReachUsageError);
  expect(() => asksForHelp([wrong])).toThrow(`there is no flag ${JSON.stringify(wrong)}; the only one is --help`);
});

test("a wrong flag stays on one line", () => {
  expect(() => asksForHelp(["a\nb"])).toThrow('there is no flag "a\\nb";');
});
