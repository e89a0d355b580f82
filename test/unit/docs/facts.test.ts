import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Evidence } from "../../../invariants/evidence.ts";
import { allCheckers } from "../../../invariants/index.ts";
import { LAWS } from "../../../src/fuzz/crdt/laws.ts";
import { invariantNames } from "../../../src/fuzz/invariant-names.ts";
import { scenarioNames } from "../../../src/fuzz/scenarios/scenario-file.ts";
import { CAMPAIGN_STRATEGY_NAMES } from "../../../src/fuzz/strategies/strategy-name.ts";
import { describeViolations, loadScenario, simulate } from "../../../src/index.ts";
import { blocksOf, pageAt, pages } from "../../pages.ts";

/** The first cells of a page's tables. */
function firstCells(path: string): string[] {
  return [...pageAt(path).text.matchAll(/^\| (\S[^|]*?) \|/gm)].map(([, cell]) => cell!);
}

test("every invariant is told of, with a star if each node promises it alone", () => {
  const { text } = pageAt("docs/invariants.md");
  const rows = [...text.matchAll(/^\| ([a-z]\S+[a-z])( \*)? \|/gm)];
  const told = rows.map(([, name, star]) => [name, star !== undefined] as const);
  const evidence = new Evidence([], "safety", undefined);
  const checkers = allCheckers().map((CheckerClass) => new CheckerClass(evidence));
  const own = checkers.map(({ name, promisedBy }) => [name, promisedBy === "node"] as const);
  const inTheEnd = ["convergence", "liveness"].map((name) => [name, false] as const);
  expect(told.sort()).toEqual([...own, ...inTheEnd].sort());
  for (const name of invariantNames()) expect(text).toContain(name);
});

test("every scenario and every strategy is told of", () => {
  expect(firstCells("docs/scenarios.md").sort()).toEqual(["scenario", ...scenarioNames()].sort());
  expect(firstCells("docs/strategies.md").sort()).toEqual(["strategy", ...CAMPAIGN_STRATEGY_NAMES].sort());
});

test("every law of values that merge is told of", () => {
  const { text } = pageAt("docs/crdt.md");
  for (const name of Object.keys(LAWS)) expect(text).toContain(`(\`${name}\`)`);
});

test("the scenario of a person's own can be run", () => {
  const text = blocksOf(pageAt("docs/scenarios.md")).find((block) => block.startsWith("# mine.yaml"))!;
  const folder = mkdtempSync(join(tmpdir(), "kraft-docs-"));
  const file = join(folder, "mine.yaml");
  writeFileSync(file, text);
  const scenario = loadScenario(file);
  rmSync(folder, { recursive: true });
  expect(scenario).toMatchObject({ title: "Slow disks behind a network that doubles", phases: [{}, {}] });
});

test("the verbs of a simulation are there", () => {
  const table = pageAt("docs/library.md")
    .text.split("\n")
    .filter((line) => /^\| (links|nodes|disks|clocks|operator|to look at) \|/.test(line));
  const verbs = table.flatMap((line) => [...line.matchAll(/`(\w+)/g)].map(([, verb]) => verb!));
  expect(verbs.length).toBeGreaterThan(25);
  const world = simulate();
  for (const verb of verbs) expect(verb in world, verb).toBe(true);
});

test("the tests that are shown pass", () => {
  const shown = pages.flatMap(blocksOf).filter((block) => block.includes('from "kraft"'));
  const names: string[] = [];
  for (const block of shown) {
    const body = block.replace(/^import .*\n/gm, "");
    const play = new Function("describeViolations", "simulate", "expect", "test", body);
    play(describeViolations, simulate, expect, (name: string, work: () => void) => {
      names.push(name);
      work();
    });
  }
  expect(names).toEqual(["partitions are survived", "a crashed leader and a partition are survived"]);
});
