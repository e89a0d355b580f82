import { expect, test } from "vitest";
import { EXERCISE_GROUPS, exercisedIn, outOfReach } from "../../../../src/fuzz/exercised/exercised.ts";
import type { Counters } from "../../../../src/fuzz/exercised/thing.ts";
import { loadScenario, scenarioNames } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import * as shippedCore from "../../../../src/sut/core.ts";
import { ESSENTIAL, essentialIn } from "../../../essential.ts";
import { resultOf } from "../whole-runs.ts";

const names = EXERCISE_GROUPS.flatMap((group) => group.names);

test("every thing that a run counts stands in one group, in the order of the table", () => {
  expect(Object.keys(resultOf("x", 3, 10).exercised)).toEqual(names);
  expect(new Set(names).size).toBe(names.length);
});

/** Counters of which each has another count: what is counted by its name is one of them, and records hold more of them. */
function numbered(numbers: Map<string, number>, path: string, records: readonly string[] = []): object {
  const get = (_: object, name: string | symbol): unknown => {
    const place = `${path}.${String(name)}`;
    if (records.includes(String(name))) return numbered(numbers, place);
    if (!numbers.has(place)) numbers.set(place, 1_000_000 + numbers.size ** 2);
    return numbers.get(place);
  };
  return new Proxy({}, { get });
}

test("each thing counts something else", () => {
  const numbers = new Map<string, number>();
  const parts = ["cluster", "network", "disk", "ends", "operator", "lies", "sessions"];
  const counts = Object.fromEntries(parts.map((part) => [part, numbered(numbers, part)]));
  const faults = numbered(numbers, "faults", ["kinds", "shapes"]);
  const tallied = numbered(numbers, "tallies") as Readonly<Record<string, number>>;
  const tallies = { get: (name: string) => tallied[name] };
  const clients = [numbered(numbers, "clients")];
  const all = { ...counts, faults, tallies, clients, clocksApart: 1, historiesTooLong: 2 } as unknown as Counters;
  const found = Object.entries(exercisedIn(all));
  for (const [name, count] of found) {
    const same = found.filter(([, other]) => other === count).map(([other]) => other);
    expect(same, `of the same count as ${name}`).toEqual([name]);
  }
});

test.each([
  ["hellweek", loadScenario("hellweek")],
  ["the mix of kraft-fuzz", undefined],
])("what is done to a cluster is counted as what it is: %s", (seed, scenario) => {
  const named = scenario && { scenario };
  const { run, tape } = record({ nodes: 7, operations: 3_000, seed, checkers: true, ...named }, shippedCore);
  const { exercised } = run.result();
  const timesOf = (kind: string) => tape.deeds.filter(({ deed }) => deed.kind === kind).length;
  const things = {
    partitions: "partition",
    heals: "heal",
    clogs: "clog",
    pauses: "pause",
    "nodes slowed": "slow-node",
    "disks slowed": "slow-disk",
    "disks filled": "fill-disk",
    "disks damaged": "damage-disk",
    "crashes of all nodes at once": "crash-all",
    "clock rates changed": "set-clock-rate",
    "liars appointed": "appoint-liars",
    "nodes asked to end": "stop",
  };
  for (const [name, kind] of Object.entries(things)) expect(exercised[name], name).toBe(timesOf(kind));
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
