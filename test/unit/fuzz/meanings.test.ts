import { expect, test } from "vitest";
import { invariantNames } from "../../../src/fuzz/invariant-names.ts";
import { meaningOf } from "../../../src/fuzz/meanings.ts";

/** What is the lab's own promise and not the paper's. */
const WITHOUT_PAPER = ["determinism", "machine-failure", "core-assertion", "step-law"];

test.each(invariantNames())("%s has one sentence that says what it means", (name) => {
  const meaning = meaningOf(name);
  expect(meaning).toMatch(/^[A-Z][^\n]{20,180}\.$/);
  if (!WITHOUT_PAPER.includes(name))
    expect(meaning).toMatch(/(Raft paper|dissertation) (§\d|figure \d)|Shapiro et al\., 2011/);
});

test("no two mean the same", () => {
  expect(new Set(invariantNames().map(meaningOf)).size).toBe(invariantNames().length);
});

test("an invariant that nobody knows has no meaning", () => {
  expect(() => meaningOf("no-such-thing")).toThrow("no-such-thing");
});
