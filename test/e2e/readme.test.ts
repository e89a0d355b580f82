import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { launch } from "./launch.ts";

/** What the README shows of runs, each as its command and the lines below it, unwrapped into one line. */
function shownRuns(): { command: string; argv: string[]; shown: string }[] {
  const readme = readFileSync(join(PACKAGE_ROOT, "README.md"), "utf8");
  const blocks = readme.match(/^ {4}\$ npx kraft-\S+ .*\n(?:(?: {4}.*)?\n)*/gm) ?? [];
  return blocks.map((block) => {
    const [typed = "", ...lines] = block.split("\n");
    const [command = "", ...argv] = typed.trim().split(" ").slice(2);
    // Wall-clock time differs from run to run, and what the README leaves out it marks with dots.
    const told = lines.filter((line) => !line.includes("virtual time in") && !line.includes("..."));
    return { command, argv, shown: unwrapped(told.join(" ")) };
  });
}

function unwrapped(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

test("what the README shows of a run and of a failure is what happens", async () => {
  const runs = shownRuns();
  expect(runs.map(({ command }) => command)).toEqual(["kraft-fuzz", "kraft-fuzz", "kraft-fuzz-chaos"]);
  for (const { command, argv, shown } of runs) {
    const { stdout } = await launch(command, argv).ended;
    const actual = unwrapped(stdout.replace(/^.*virtual time in.*$/gm, ""));
    for (const part of shown.split(/(?=fingerprint:|FAIL|commands:|never happened|reproduce:|lie told)/)) {
      expect(actual).toContain(part.trim());
    }
  }
}, 120_000);
