import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { launch, somewhere } from "./launch.ts";

/** A line with a wall-clock time in it. */
const TIMED = / in \d+\.\d+ s$/;
const LEFT_OUT = "(left out)";
const TAPE = "corpus/figure-8.json";

/** What the README shows of runs, each as its command and what stands below it, unwrapped. */
function shownRuns(): { command: string; argv: string[]; shown: string[] }[] {
  const readme = readFileSync(join(PACKAGE_ROOT, "README.md"), "utf8");
  const blocks = readme.match(/^ {4}\$ npx kraft-\S+ .*\n(?:(?: {4}.*)?\n)*/gm) ?? [];
  return blocks.map((block) => {
    const [typed = "", ...lines] = block.split("\n");
    const [command = "", ...argv] = typed.trim().split(" ").slice(2);
    // Wall-clock time differs from run to run, and what the README leaves out it marks with dots.
    const told = lines.filter((line) => !TIMED.test(line));
    const shown = told.map((line) => (line.includes("...") ? LEFT_OUT : line)).join("\n");
    return { command, argv, shown: shown.split(LEFT_OUT).map(unwrapped) };
  });
}

/** A folder in which there is a copy of this file, at the place where the package has it. */
function beside(file: string): string {
  const folder = somewhere();
  cpSync(join(PACKAGE_ROOT, file), join(folder, file));
  return folder;
}

function unwrapped(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

test("what the README shows of a run and of a failure is what happens", async () => {
  const runs = shownRuns();
  expect(runs.map(({ command }) => command)).toEqual([
    "kraft-fuzz",
    "kraft-fuzz",
    "kraft-fuzz",
    "kraft-fuzz",
    "kraft-fuzz-chaos",
    "kraft-fuzz-crdt",
  ]);
  for (const { command, argv, shown } of runs) {
    const { stdout } = await launch(command, argv, argv.includes(TAPE) ? beside(TAPE) : undefined).ended;
    const actual = unwrapped(
      stdout
        .split("\n")
        .filter((line) => !TIMED.test(line))
        .join("\n"),
    );
    for (const part of shown) expect(actual).toContain(part);
  }
});
