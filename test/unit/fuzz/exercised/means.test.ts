import { expect, test } from "vitest";
import {
  drawMix,
  MixPlan,
  OPERATOR_KINDS,
  type Operation,
  type Plan,
  ScenarioPlan,
  withOperator,
} from "../../../../src/chaos/index.ts";
import { type Mean, meansOf } from "../../../../src/fuzz/exercised/means.ts";
import { loadScenario, scenarioNames } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { Choices, deriveSeed, expandSeed } from "../../../../src/sim/index.ts";
import { createCluster } from "../small-cluster.ts";

/** These say nothing of single faults. */
const OF_THE_WHOLE: readonly Mean[] = [
  "clocks-apart",
  "partitions-at-once",
  "budget",
  "gossip",
  "delayMinUs",
  "delayMaxUs",
];

/** What an operation breaks with. */
function usedBy(operation: Operation): string[] {
  switch (operation.kind) {
    case "set-conditions":
      return Object.entries(operation.changes).flatMap(([name, value]) => (value > 0 ? [name] : []));
    case "partition":
      return [operation.kind, operation.shape];
    case "jump-clock":
      return [operation.byUs < 0 ? "jump-clock-backward" : "jump-clock-forward"];
    case "appoint-liars":
      return [operation.kind, ...operation.lies];
    case "submit":
    case "pass-time":
      return [];
    default:
      return [operation.kind];
  }
}

const cluster = createCluster();

function usedIn(planOf: (choices: Choices) => Plan): string[] {
  const used = new Set<string>();
  for (let place = 0; place < 12; place++) {
    const plan = planOf(new Choices(expandSeed(deriveSeed("means", place)), 1));
    for (let one = plan.next(cluster); one !== undefined; one = plan.next(cluster))
      for (const mean of usedBy(one)) used.add(mean);
  }
  return [...used].filter((mean) => !OF_THE_WHOLE.includes(mean as Mean)).sort();
}

const single = (means: ReadonlySet<Mean>): string[] => [...means].filter((mean) => !OF_THE_WHOLE.includes(mean)).sort();

test.each(scenarioNames())("the means of %s are what its storms break with, and nothing else", (name) => {
  const scenario = loadScenario(name);
  expect(usedIn((choices) => new ScenarioPlan(scenario, 7, 10_000, choices))).toEqual(single(meansOf(scenario)));
});

test("the means of kraft-fuzz's mix are what its storms break with, and what its links do of their own accord", () => {
  const ofLinks = ["duplicationPerMillion", "reorderingPerMillion"];
  const used = usedIn((choices) => new MixPlan(withOperator(drawMix(choices), OPERATOR_KINDS), 10_000, choices));
  expect([...used, ...ofLinks].sort()).toEqual(single(meansOf(undefined)));
});

test("what depends on several faults is at hand where they are", () => {
  const { faults, ...storm } = loadScenario("storm");
  expect(meansOf({ ...storm, faults })).toContain("partitions-at-once");
  expect(meansOf({ ...storm, faults, budget: { ...storm.budget, partitionsAtOnce: 1 } })).not.toContain(
    "partitions-at-once",
  );
  const mixed = loadScenario("mixed");
  expect(meansOf(mixed)).toContain("budget");
  expect(meansOf({ ...mixed, budget: { ...mixed.budget, down: "any" } })).not.toContain("budget");
  expect(meansOf(loadScenario("clock"))).toContain("clocks-apart");
  expect(meansOf(loadScenario("none"))).not.toContain("clocks-apart");
});
