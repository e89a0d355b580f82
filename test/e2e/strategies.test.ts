import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

function strategies(...argv: string[]) {
  const entry = join(PACKAGE_ROOT, "dist/src/bench/strategies/main.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...argv], { encoding: "utf8" });
  return { status, stdout, stderr };
}

const ONE_MUTANT = [
  "double-vote",
  "--strategy",
  "random",
  "--strategy",
  "mixed",
  "--repetitions",
  "2",
  "--limit",
  "20",
];

test("a mutant is hunted by each strategy as often as asked, from the same seeds each time", () => {
  const measure = () => JSON.parse(strategies(...ONE_MUTANT, "--json").stdout);
  const { cells } = measure();
  expect(cells.map(({ mutant, strategy }: never) => [mutant, strategy])).toEqual([
    ["double-vote", "random"],
    ["double-vote", "mixed"],
  ]);
  for (const { hunts } of cells) {
    expect(hunts).toHaveLength(2);
    for (const hunt of hunts) expect(hunt).toMatchObject({ isKilled: true, cpuSeconds: expect.any(Number) });
  }
  const seedsOf = (measured: typeof cells) =>
    measured.map((cell: { hunts: { seeds: number }[] }) => cell.hunts.map(({ seeds }) => seeds));
  expect(seedsOf(measure().cells)).toEqual(seedsOf(cells));
});

test("the table has a row for each, and says how they compare", () => {
  const { status, stdout } = strategies(...ONE_MUTANT, "--repetitions", "1", "--workers", "2");
  expect(status).toBe(0);
  expect(stdout).toMatch(/double-vote {2,}random {2,}1\/1 /);
  expect(stdout).toMatch(/double-vote {2,}mixed {2,}1\/1 /);
  expect(stdout).toMatch(/mixed \/ random, CPU seconds, median of 1 ratios: \d+\.\d\d \(/);
});

test("what a file keeps is not measured again, and a damaged one is refused and left as it is", () => {
  const folder = mkdtempSync(join(tmpdir(), "kraft-strategies-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "cells.json");
  const measure = (...strategiesOf: string[]) => {
    const flags = strategiesOf.flatMap((one) => ["--strategy", one]);
    return strategies("double-vote", ...flags, "--repetitions", "1", "--limit", "20", "--resume", file, "--json");
  };
  const first = measure("random");
  expect(first.stderr).toBe("1 of 1: double-vote by random, 1 of 1 killed\n");
  const both = measure("random", "mixed");
  expect(both.stderr).toBe("2 of 2: double-vote by mixed, 1 of 1 killed\n");
  expect(JSON.parse(both.stdout).cells[0]).toEqual(JSON.parse(first.stdout).cells[0]);
  writeFileSync(file, "{");
  const { status, stderr, stdout } = measure("random");
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^kraft-strategies: .*cells\.json is damaged[^\n]*\n$/);
});

test("a wrong flag is one line and exit status 2", () => {
  const { status, stderr, stdout } = strategies("--strategy", "luck");
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^kraft-strategies: --strategy takes one of .*, not "luck"\n$/);
});
