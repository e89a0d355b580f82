import { describe, expect, test } from "vitest";
import { chaosCommand, chaosOptions } from "../../../src/cli/chaos-options.ts";
import { type Command, type CommandLine, readCommandLine } from "../../../src/cli/command-line.ts";
import { crdtCommand, crdtOptions } from "../../../src/cli/crdt-options.ts";
import { exhaustiveOptions } from "../../../src/cli/exhaustive-options.ts";
import { fuzzCommand, fuzzOptions, mutantFlag } from "../../../src/cli/fuzz-options.ts";
import { generatedOptions } from "../../../src/cli/generated-options.ts";
import { choose, type Menu } from "../../../src/cli/kraft/menu.ts";
import { kraftMenu } from "../../../src/cli/kraft/menus.ts";
import { benchCommand, readBenchOptions } from "../../../src/cli/kraft-bench-options.ts";
import { linearizabilityCommand, linearizabilityTask } from "../../../src/cli/linearizability-options.ts";
import { asksForList } from "../../../src/cli/list-flag.ts";
import { mutantsCommand, mutantsOptions } from "../../../src/cli/mutants-options.ts";
import { tapeOptions } from "../../../src/cli/tape-options.ts";
import { catalogueIds } from "../../../src/fuzz/mutants/mutant.ts";
import { blocksOf, type Page, pages } from "../../pages.ts";

/** Of each command what it takes, and how it reads that: it throws a UsageError where a value is wrong. */
const COMMANDS: readonly (readonly [Command, (line: CommandLine) => unknown])[] = [
  [fuzzCommand, (line) => tapeOptions(line) ?? exhaustiveOptions(line, mutantFlag) ?? fuzzOptions(line)],
  [chaosCommand, (line) => asksForList(line) || chaosOptions(line)],
  [
    mutantsCommand,
    (line) => asksForList(line) || (line.switches.has("generated") ? generatedOptions(line) : mutantsOptions(line)),
  ],
  [crdtCommand, crdtOptions],
  [linearizabilityCommand, linearizabilityTask],
  [benchCommand, readBenchOptions],
];

/** Flags of other programs. */
const FOREIGN = ["--max-semi-space-size"];

/** The command lines that a page shows, without what is said of them. */
function typedOn(page: Page): string[] {
  const lines = blocksOf(page).flatMap((block) => block.split("\n"));
  return lines.flatMap((line) =>
    [...line.matchAll(/(?:^|&& |: |\$ )(?:npx )?(kraft(?:-[a-z]+)*(?: .*?)?)(?= &&| +#|$)/g)].map(([, typed]) =>
      typed!.trimEnd(),
    ),
  );
}

async function read(typed: string): Promise<void> {
  const [name, ...argv] = typed.split(/ +/);
  if (name === "kraft") {
    const choice = await choose(kraftMenu, argv);
    if (choice.kind === "command") readCommandLine(choice.chosen.command, choice.argv);
    return;
  }
  const [command, options] = COMMANDS.find(([candidate]) => candidate.name === name)!;
  const line = readCommandLine(command, argv);
  options(line);
  const mutants = command === mutantsCommand ? line.positionals : [line.values.get("mutant")];
  for (const mutant of mutants) expect([...catalogueIds(), "./mine.yaml", undefined]).toContain(mutant);
}

async function commandsOf(menu: Menu): Promise<Command[]> {
  const entries = await Promise.all(menu.entries.map(({ load }) => load()));
  const commands = entries.map(async (entry) => ("entries" in entry ? commandsOf(entry) : [entry.command]));
  return (await Promise.all(commands)).flat();
}

const typed = pages.flatMap((page) => typedOn(page).map((line) => [page.path, line] as const));

describe("what is shown can be typed", () => {
  test("every command is shown", () => {
    const names = new Set(typed.map(([, line]) => line.split(" ")[0]));
    expect([...names].sort()).toEqual([...COMMANDS.map(([{ name }]) => name), kraftMenu.name].sort());
  });

  test.each(typed)("%s: %s", async (_, line) => {
    await expect(read(line)).resolves.toBeUndefined();
  });
});

test.each(pages.map((page) => [page.path, page] as const))("%s names no flag that there is not", async (_, page) => {
  const commands = [...COMMANDS.map(([command]) => command), ...(await commandsOf(kraftMenu))];
  const longs = commands.flatMap(({ flags }) => flags.map(({ long }) => `--${long}`));
  const known = new Set([...longs, "--help", "--version", ...FOREIGN]);
  const named = page.text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];
  expect(named.filter((flag) => !known.has(flag))).toEqual([]);
});
