import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUDGET_NAMES, type Budget, left, MOST_OF_EACH, pack, spend } from "../../../../src/fuzz/exhaustive/budget.ts";

const budgets = fc.record(
  Object.fromEntries(BUDGET_NAMES.map((name) => [name, fc.nat({ max: MOST_OF_EACH })])) as Record<
    keyof Budget,
    fc.Arbitrary<number>
  >,
);

describe("a packed budget", () => {
  test("says how many of each thing are left", () => {
    fc.assert(
      fc.property(budgets, (budget) => {
        expect(Object.fromEntries(BUDGET_NAMES.map((name) => [name, left(pack(budget), name)]))).toEqual(budget);
      }),
    );
  });

  test("loses one of a thing when that is spent, and nothing else", () => {
    fc.assert(
      fc.property(budgets, fc.constantFrom(...BUDGET_NAMES), (budget, name) => {
        fc.pre(budget[name] > 0);
        expect(spend(pack(budget), name)).toBe(pack({ ...budget, [name]: budget[name] - 1 }));
      }),
    );
  });

  test("does not hold more than fits", () => {
    const budget = { commands: 0, timeouts: 0, heartbeats: 0, crashes: 0, drops: 0, slowSyncs: 0 };
    expect(() => pack({ ...budget, crashes: MOST_OF_EACH + 1 })).toThrow("A budget of 16 crashes does not fit.");
  });
});
