import { expect, test } from "vitest";
import { loadScenario, scenarioNames } from "../../../src/fuzz/scenarios/scenario-file.ts";
import { describeLiars, describeScenarios } from "../../../src/report/scenarios.ts";

test("the scenarios that come with kraft fit 80 columns, one line each", () => {
  const lines = describeScenarios(scenarioNames().map(loadScenario), 80);
  expect(lines).toHaveLength(1 + scenarioNames().length);
  expect(lines[0]).toMatch(/^scenario +what +expects$/);
  expect(lines).toContainEqual(expect.stringMatching(/^none +No faults +safety$/));
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});

test("who lies, how they take turns, and what is expected then", () => {
  const byzantine = loadScenario("byzantine");
  const liars = { liars: 1, lies: ["equivocate", "lie-votes"], rotateEveryOperations: 1_000 };
  expect(describeLiars({ ...byzantine, liars }, 7, 120)).toEqual([
    "liars: 1 node at one time, others every 1,000 operations; lies: equivocate, lie-votes",
    "expects: what each honest node promises alone",
  ]);
  expect(
    describeLiars({ ...byzantine, liars: { ...liars, liars: "third", rotateEveryOperations: 0 } }, 7, 120)[0],
  ).toBe("liars: a third of the nodes at one time; lies: equivocate, lie-votes");
  expect(describeLiars(loadScenario("hellweek"), 7, 80).at(-1)).toBe("expects: every invariant");
});

test("nothing is said of liars where nobody lies", () => {
  expect(describeLiars(loadScenario("mixed"), 7, 80)).toEqual([]);
});
