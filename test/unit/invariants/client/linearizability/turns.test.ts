import fc from "fast-check";
import { expect, test } from "vitest";
import { checkLinearizable, registerModel } from "../../../../../invariants/client/linearizability/index.ts";
import {
  arbitraryHistories,
  operation,
  type RegisterOperation,
  read,
  registerSayings,
  write,
} from "./small-histories.ts";

/** Writes all at once, and then a read of what none wrote: nearly all subsets of them have to be seen. */
function hard(key: string, writes: number): RegisterOperation[] {
  const all = Array.from({ length: writes }, (_, value) => operation(1, 10, write(value, key), true));
  return [...all, operation(11, 12, read(key), 99)];
}

const easy = [operation(20, 21, write(1, "easy"), true), operation(22, 23, read("easy"), 2)];

test("a small key that fails is found although a large one before it is hard", () => {
  const budget = 10_000;
  expect(checkLinearizable(hard("hard", 20), registerModel, budget).verdict).toBe("unknown");
  const { verdict, refusal } = checkLinearizable([...hard("hard", 20), ...easy], registerModel, budget);
  expect(verdict).toBe("not-linearizable");
  expect(refusal?.key).toBe("easy");
});

test("keys that are done hold no turn of the others up", () => {
  const done = Array.from({ length: 50 }, (_, key) => operation(1, 2, write(1, `done ${key}`), true));
  const alone = checkLinearizable(hard("hard", 10), registerModel);
  const together = checkLinearizable([...done, ...hard("hard", 10)], registerModel);
  expect(alone.verdict).toBe("not-linearizable");
  expect(together.verdict).toBe("not-linearizable");
  expect(together.steps - alone.steps).toBeLessThan(50 * 10);
});

test("turns grow: 1000 steps for each key, then 2000, 4000, and so on", () => {
  const { steps } = checkLinearizable(hard("a", 8), registerModel);
  expect(steps).toBeGreaterThan(7_000);
  expect(steps).toBeLessThan(15_000);
  const { refusal, steps: together } = checkLinearizable([...hard("a", 8), ...hard("b", 8)], registerModel);
  expect(refusal?.key).toBe("a");
  expect(together).toBe(steps + 1_000 + 2_000 + 4_000);
});

test("the verdict on several keys is that on each of them", () => {
  const parts = fc.array(arbitraryHistories(registerSayings, 6), { minLength: 2, maxLength: 4 });
  const seen = new Set<string>();
  fc.assert(
    fc.property(parts, (histories) => {
      const keyed = histories.map((history, key) =>
        history.map((each) => ({ ...each, command: { ...each.command, key: `k${key}` } })),
      );
      const alone = keyed.map((history) => checkLinearizable(history, registerModel));
      const verdict = alone.every((each) => each.verdict === "linearizable") ? "linearizable" : "not-linearizable";
      seen.add(verdict);
      const together = checkLinearizable(keyed.flat(), registerModel);
      expect(together.verdict).toBe(verdict);
      if (together.refusal !== undefined) expect(alone.map(({ refusal }) => refusal)).toContainEqual(together.refusal);
    }),
    { numRuns: 1000 },
  );
  expect(seen.size).toBe(2);
});
