import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chaosCommand } from "../../../src/cli/chaos-options.ts";
import type { Command } from "../../../src/cli/command-line.ts";
import { exhaustiveFlags } from "../../../src/cli/exhaustive-options.ts";
import { fuzzCommand } from "../../../src/cli/fuzz-options.ts";
import { PACKAGE_ROOT } from "../../../src/fuzz/package-root.ts";

const readme = readFileSync(join(PACKAGE_ROOT, "README.md"), "utf8");

/** The flags that the README lists below the heading of a command. */
function listedFor({ name }: Command): string[] {
  const section = readme.slice(readme.indexOf(`\n## ${name}\n`) + 1);
  const [list] = /(?:^ {4}.*\n)*^ {4,8}(?:-\w, )?--.*\n(?:^ {4}.*\n)*/m.exec(section)!;
  return [...list.matchAll(/^ {4}(?: {4}|-\w, )--([a-z-]+)(?:, --([a-z-]+)$)?/gm)]
    .flatMap(([, long, other]) => [long!, other])
    .filter((long) => long !== undefined);
}

const longsOf = (flags: Command["flags"]): string[] => flags.map(({ long }) => long);

test("the README lists every flag of kraft-fuzz", () => {
  const scope = longsOf(exhaustiveFlags).filter((long) => long !== "exhaustive");
  const longs = longsOf(fuzzCommand.flags).filter((long) => !scope.includes(long));
  expect(listedFor(fuzzCommand).sort()).toEqual(longs.sort());
});

test("the README says which flags kraft-fuzz-chaos has more than kraft-fuzz, and which it has not", () => {
  expect(readme).toMatch(/^It takes every flag of `kraft-fuzz` but those of `--exhaustive` and `--strategy`/m);
  const without = [...longsOf(exhaustiveFlags), "strategy"];
  const shared = longsOf(fuzzCommand.flags).filter((long) => !without.includes(long));
  expect([...shared, ...listedFor(chaosCommand)].sort()).toEqual(longsOf(chaosCommand.flags).sort());
});
