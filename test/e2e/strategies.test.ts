import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
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

test("a wrong flag is one line and exit status 2", () => {
  const { status, stderr, stdout } = strategies("--strategy", "luck");
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^kraft-strategies: --strategy takes one of .*, not "luck"\n$/);
});
