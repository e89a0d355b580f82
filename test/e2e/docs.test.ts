import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { blocksOf, type Page, pages } from "../pages.ts";
import { launch, somewhere } from "./launch.ts";

/** A line with a wall-clock time in it. */
const TIMED = / in \d+\.\d+ s$/;
const LEFT_OUT = "(left out)";
const TAPE = "corpus/figure-8.json";

/** What a page shows of runs, each as its command and what stands below it, unwrapped. */
function shownRuns(page: Page): { command: string; argv: string[]; shown: string[] }[] {
  const blocks = blocksOf(page).filter((block) => block.startsWith("$ npx "));
  return blocks.map((block) => {
    const [typed = "", ...lines] = block.split("\n");
    const [command = "", ...argv] = typed.trim().split(" ").slice(2);
    // Wall-clock time differs from run to run, and what the page leaves out it marks with dots.
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

/** How many runs each page shows: one that loses its prompt is not played. */
const SHOWN = {
  "README.md": 2,
  "docs/crdt.md": 1,
  "docs/exhaustive.md": 1,
  "docs/failures.md": 1,
  "docs/liars.md": 1,
};

test("what is shown of runs and of failures is what happens", async () => {
  const runs = pages.map((page) => [page.path, shownRuns(page)] as const).filter(([, { length }]) => length > 0);
  expect(Object.fromEntries(runs.map(([path, { length }]) => [path, length]))).toEqual(SHOWN);
  for (const { command, argv, shown } of runs.flatMap(([, ofPage]) => ofPage)) {
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
