import { expect, test } from "vitest";
import { chaosCommand } from "../../../src/cli/chaos-options.ts";
import type { Command } from "../../../src/cli/command-line.ts";
import { exhaustiveFlags } from "../../../src/cli/exhaustive-options.ts";
import { fuzzCommand } from "../../../src/cli/fuzz-options.ts";
import { pageAt } from "../../pages.ts";

/** The flags that a page lists. */
function listedIn(path: string): string[] {
  const [list] = /(?:^ {4}.*\n)*^ {4,8}(?:-\w, )?--.*\n(?:^ {4}.*\n)*/m.exec(pageAt(path).text)!;
  return [...list.matchAll(/^ {4}(?: {4}|-\w, )--([a-z-]+)(?:, --([a-z-]+)$)?/gm)]
    .flatMap(([, long, other]) => [long!, other])
    .filter((long) => long !== undefined);
}

const longsOf = (flags: Command["flags"]): string[] => flags.map(({ long }) => long);

test("every flag of kraft-fuzz is listed", () => {
  const scope = longsOf(exhaustiveFlags).filter((long) => long !== "exhaustive");
  const longs = longsOf(fuzzCommand.flags).filter((long) => !scope.includes(long));
  expect(listedIn("docs/fuzzing.md").sort()).toEqual(longs.sort());
});

test("every flag of --exhaustive is listed", () => {
  expect(["exhaustive", ...listedIn("docs/exhaustive.md")].sort()).toEqual(longsOf(exhaustiveFlags).sort());
});

test("it is said which flags kraft-fuzz-chaos has more than kraft-fuzz, and which it has not", () => {
  const said = /^It takes every flag of \[`kraft-fuzz`\]\(\S+\) but those of `--exhaustive` and `--strategy`/m;
  expect(pageAt("docs/scenarios.md").text).toMatch(said);
  const without = [...longsOf(exhaustiveFlags), "strategy"];
  const shared = longsOf(fuzzCommand.flags).filter((long) => !without.includes(long));
  expect([...shared, ...listedIn("docs/scenarios.md")].sort()).toEqual(longsOf(chaosCommand.flags).sort());
});
