import { expect, test } from "vitest";
import { EXERCISE_GROUPS, outOfReach } from "../../../../src/fuzz/exercised/exercised.ts";
import { loadScenario, scenarioNames } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { ESSENTIAL, essentialIn } from "../../../essential.ts";
import { resultOf } from "../whole-runs.ts";

const names = EXERCISE_GROUPS.flatMap((group) => group.names);

test("every thing that a run counts stands in one group, in the order of the table", () => {
  expect(Object.keys(resultOf("x", 3, 10).exercised)).toEqual(names);
  expect(new Set(names).size).toBe(names.length);
});

test("kraft-fuzz has no liars, no damage and no other partitions, and all that is essential within its reach", () => {
  const beyond = outOfReach(undefined);
  for (const name of ["liars appointed", "lies: equivocate", "disks damaged", "partitions into a ring", "pauses"]) {
    expect(beyond).toContain(name);
  }
  expect(ESSENTIAL.filter((name) => beyond.has(name) || !names.includes(name))).toEqual([]);
});

test("what a run of kraft-fuzz cannot do does not happen", () => {
  const { exercised } = resultOf("out of reach", 5, 5_000);
  expect([...outOfReach(undefined)].filter((name) => exercised[name]! > 0)).toEqual([]);
});

test.each(scenarioNames())("%s: what its faults bring is within its reach", (name) => {
  const scenario = loadScenario(name);
  const beyond = outOfReach(scenario);
  expect(essentialIn(scenario).filter((essential) => beyond.has(essential))).toEqual([]);
});

test("where nothing goes wrong nothing that goes wrong is expected", () => {
  const none = loadScenario("none");
  expect(essentialIn(none)).toEqual([]);
  expect(
    names.filter((name) => /crash|partition|liar|lies|lost|torn/.test(name) && !outOfReach(none).has(name)),
  ).toEqual([]);
});

test("hellweek can do everything but heal by hand, tell lies that Raft does not survive, be run by an operator, and gossip", () => {
  const beyond = ["heals", "lies: equivocate", "lies: lie-votes", "lies: fake-leader"];
  const ofOperator = EXERCISE_GROUPS.filter(({ title }) => ["membership", "transfers"].includes(title));
  const ofGossip = EXERCISE_GROUPS.find(({ title }) => title === "gossip")!.names;
  const all = [...ofOperator.flatMap((group) => group.names), "snapshots asked for", ...beyond, ...ofGossip];
  expect([...outOfReach(loadScenario("hellweek"))]).toEqual(all);
});

test("what a scenario does not name is beyond it: a shape, a moment, a way to jump", () => {
  const hellweek = loadScenario("hellweek");
  const { crash, jumpClock, partition, ...others } = hellweek.faults;
  const milder = {
    ...hellweek,
    faults: {
      ...others,
      crash: { ...crash!, moments: ["now"] as const },
      jumpClock: { ...jumpClock!, byMinUs: 1 },
      partition: { ...partition!, shapes: ["halves"] as const },
    },
  };
  const lost = [...outOfReach(milder)].filter((name) => !outOfReach(hellweek).has(name));
  expect(lost).toContain("crashes at the worst moment");
  expect(lost).toContain("clock jumps backward");
  expect(lost).not.toContain("clock jumps forward");
  expect(lost).not.toContain("leader crashes");
  expect(lost.filter((name) => name.includes("partitions"))).toHaveLength(8);
});
