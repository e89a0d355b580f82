// A whole scenario in a test. Run it: npx vitest run examples/scenario.test.ts

import { deriveSeed, describeViolations, simulate } from "kraft";
import { expect, test } from "vitest";

// One seed is one run, the same on every machine. More seeds find more: start with a few, leave many to the night.
const seeds = [0, 1, 2].map((number) => deriveSeed("example", number));

test.each(seeds)("seven nodes survive a week in hell: seed %s", (seed) => {
  const result = simulate({ scenario: "hellweek", nodes: 7, operations: 500, seed }).finish();
  // Empty, or what broke in plain words: when, on which nodes, and the two facts that contradict each other.
  expect(describeViolations(result)).toBe("");
  // A run that does nothing proves nothing.
  expect(result.messages.dropped).toBeGreaterThan(100);
  expect(result.elections).toBeGreaterThan(1);
  expect(result.committed).toBeGreaterThan(0);
});

test("a fault of one's own comes on top of a scenario's", () => {
  const world = simulate({ scenario: "flaky", nodes: 3, operations: 200, seed: "on-top" });
  world.run({ untilMs: 5_000 });
  world.pause("leader", 2_000);
  world.run({ untilMs: 10_000 });
  expect(describeViolations(world.finish())).toBe("");
});

test("the same seed and the same calls make the same run, to the byte", () => {
  const [one, other] = [1, 2].map(() => simulate({ scenario: "partition", operations: 200, seed: "twin" }).finish());
  expect(other).toEqual(one);
});
