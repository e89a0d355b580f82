import { expect, test } from "vitest";
import type { Cell, HuntCost } from "../../../../src/bench/strategies/hunt-cost.ts";
import { ratioLines, strategyTable } from "../../../../src/bench/strategies/strategy-table.ts";
import type { StrategyName } from "../../../../src/fuzz/strategies/strategy-name.ts";

const killedIn = (cpuSeconds: number): HuntCost => ({ seeds: 10 * cpuSeconds, cpuSeconds, isKilled: true });
const GIVEN_UP: HuntCost = { seeds: 700, cpuSeconds: 60.3, isKilled: false };

function cellOf(mutant: string, strategy: StrategyName, hunts: readonly HuntCost[]): Cell {
  return { mutant, strategy, repetitions: hunts.length, limitSeconds: 60, hunts };
}

const alike = (cost: HuntCost): HuntCost[] => [cost, cost, cost];

test("a row says what it took to kill a mutant, and how many hunts did", () => {
  const table = strategyTable([cellOf("figure-8", "random", [killedIn(3), killedIn(3), GIVEN_UP])]);
  const row = table.split("\n").find((line) => line.startsWith("figure-8"))!;
  expect(row.split(/ {2,}/)).toEqual(["figure-8", "random", "2/3", "30 (30 to -)", "3.00 (3.00 to >60)"]);
});

test("strategies are compared by the median of their ratios, what was given up counting as what it was given", () => {
  const cells = [
    ...["a", "b", "c"].map((mutant) => cellOf(mutant, "random", alike(killedIn(10)))),
    cellOf("a", "targeted", alike(killedIn(2))),
    cellOf("b", "targeted", alike(killedIn(4))),
    cellOf("c", "targeted", alike(GIVEN_UP)),
  ];
  expect(ratioLines(cells)).toEqual(["targeted / random, CPU seconds, median of 3 ratios: 0.40 (0.40 to 0.40)"]);
  const [worst] = ratioLines(cells.filter(({ mutant }) => mutant === "c"));
  expect(worst).toContain("median of 1 ratios: 6.00");
});

test("where the yardstick was not measured there is nothing to compare with", () => {
  expect(ratioLines([cellOf("a", "swarm", alike(killedIn(1)))])).toEqual(["swarm: random was not measured"]);
});
