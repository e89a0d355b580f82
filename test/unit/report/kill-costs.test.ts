import { describe, expect, test } from "vitest";
import type { Hunt } from "../../../src/fuzz/mutants/mutant-hunt.ts";
import { describeKillCosts, killCostsOf } from "../../../src/report/kill-costs.ts";

/** As much of a hunt as is told. */
function huntOf(id: string, runs: number, cpuMs: number, changes: object = {}): Hunt {
  const mutant = { id, expect: "killed" };
  return { mutant, fate: "killed", result: { totals: { runs } }, cpuMs, ...changes } as unknown as Hunt;
}

const hunts = [
  huntOf("slow", 3, 61_234.4),
  huntOf("rare", 1_700, 900),
  huntOf("plain", 1, 100),
  huntOf("missed", 9_999, 99_999, { fate: "out-of-time" }),
  huntOf("same", 200, 99_999, { mutant: { id: "same", expect: "survives" } }),
];

describe("what it took to kill", () => {
  test("is the median and the worst, in seeds and in CPU seconds, of those that were killed", () => {
    expect(killCostsOf(hunts)).toEqual({
      mutants: 4,
      killed: 3,
      seeds: { median: 3, worst: 1_700, worstOf: "rare" },
      cpuMs: { median: 900, worst: 61_234, worstOf: "slow" },
    });
    expect(killCostsOf(hunts.slice(3))).toBeUndefined();
  });

  test("is told in a table, where there are several", () => {
    expect(describeKillCosts(hunts, 80)).toEqual([
      "to kill  median  worst  of",
      "seeds         3  1,700  rare",
      "CPU s       0.9   61.2  slow",
      "over the 3 that were killed, of 4 that are to be",
    ]);
    expect(describeKillCosts(hunts.slice(0, 1), 80)).toEqual([]);
    expect(describeKillCosts(hunts.slice(3), 80)).toEqual([]);
  });
});
