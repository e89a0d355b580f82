import { expect, test } from "vitest";
import type { TapedAftermath } from "../../../src/cli/aftermath.ts";
import { describeAftermath, describeAftermaths } from "../../../src/cli/aftermath-text.ts";
import { createPaint } from "../../../src/report/paint.ts";

const plain = createPaint(false);
const reproduce = `kraft-fuzz -s s ${"-".repeat(60)}`;
const replay = `kraft-fuzz --replay ${"-".repeat(60)}`;
const tape = { deeds: [], departures: [], setup: { nodes: 3, profile: { spares: 0 } } };

/** All that one may have to say. */
const taped = {
  kind: "taped",
  seed: "s",
  invariant: "election-safety",
  reproduce,
  replay,
  reduction: null,
  ending: "interrupted",
  mishaps: { count: 2, first: "an assertion of the lab did not hold there" },
  explanation: undefined,
  report: undefined,
  noReport: "cannot write the page that was asked for: ENOSPC",
  file: { tape },
  kept: { path: "corpus/bug.json", isNew: false },
} as unknown as TapedAftermath;

test.each([
  ["a failure", describeAftermath(taped, plain, 40)],
  ["the causes of many", describeAftermaths([taped, taped], plain, 40)],
  ["a failure without a tape", describeAftermath({ ...taped, kind: "unkept", why: "it was w".repeat(9) }, plain, 40)],
])("what came of %s fits a narrow terminal, and its commands are not broken", (_, lines) => {
  const commands = lines.filter((line) => line.includes("---"));
  const words = lines.filter((line) => !line.includes("---"));
  for (const line of words) expect(line.length).toBeLessThanOrEqual(line.trim().includes(" ") ? 40 : line.length);
  for (const line of commands) expect(line).toMatch(/^ *(reproduce|replay|to make a smaller one): kraft-fuzz .*-{60}$/);
  expect(commands.length).toBeGreaterThan(1);
  expect(words.join(" ").replace(/ +/g, " ")).toContain("the tape may not be the smallest: it was interrupted");
});
