import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Evidence } from "../../invariants/evidence.ts";
import { allCheckers } from "../../invariants/index.ts";
import { invariantNames } from "../../src/fuzz/invariant-names.ts";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { loadScenario, simulate } from "../../src/index.ts";

const readme = readFileSync(join(PACKAGE_ROOT, "README.md"), "utf8");

/** From a heading of the README to the next of its rank. */
function section(title: string): string {
  return readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`))!;
}

test("every invariant is told of, with a star if each node promises it alone", () => {
  const rows = [...section("What must hold").matchAll(/^\| ([a-z]\S+[a-z])( \*)? \|/gm)];
  const told = rows.map(([, name, star]) => [name, star !== undefined] as const);
  const evidence = new Evidence([], "safety", undefined);
  const checkers = allCheckers().map((CheckerClass) => new CheckerClass(evidence));
  const own = checkers.map(({ name, promisedBy }) => [name, promisedBy === "node"] as const);
  const inTheEnd = ["convergence", "liveness"].map((name) => [name, false] as const);
  expect(told.sort()).toEqual([...own, ...inTheEnd].sort());
  for (const name of invariantNames()) expect(readme).toContain(name);
});

test("the scenario of a person's own can be run", () => {
  const text = /^ {4}# mine\.yaml[\s\S]*?(?=\n\n)/m.exec(readme)![0].replace(/^ {4}/gm, "");
  const folder = mkdtempSync(join(tmpdir(), "kraft-readme-"));
  const file = join(folder, "mine.yaml");
  writeFileSync(file, text);
  const scenario = loadScenario(file);
  rmSync(folder, { recursive: true });
  expect(scenario).toMatchObject({ title: "Slow disks behind a network that doubles", phases: [{}, {}] });
});

test("the verbs of a simulation are there", () => {
  const table = section("As a library")
    .split("\n")
    .filter((line) => /^\| (links|nodes|disks|clocks|operator|to look at) \|/.test(line));
  const verbs = table.flatMap((line) => [...line.matchAll(/`(\w+)/g)].map(([, verb]) => verb!));
  expect(verbs.length).toBeGreaterThan(25);
  const world = simulate();
  for (const verb of verbs) expect(verb in world, verb).toBe(true);
});
