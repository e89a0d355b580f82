import { expect, test } from "vitest";
import { FOR_GOOD } from "../../../src/chaos/index.ts";
import { FAIR_CONDITIONS } from "../../../src/sim/index.ts";
import { TICK_US, ToyChaos } from "./toy-world.ts";

const FOR_US = 20 * TICK_US;

const appoint = (liars: number | readonly number[], lies = ["a", "b"]) =>
  ({ kind: "appoint-liars", liars, lies }) as const;

const liarsOf = (toy: ToyChaos) => Object.keys(toy.lies).map(Number);

test("as many as asked for lie, all in the same ways, until others take over in their own", () => {
  const toy = ToyChaos.create({ nodes: 7 });
  const first = toy.carryOut(appoint(2))!;
  expect(toy.lies).toEqual(Object.fromEntries(first.map((node) => [node, ["a", "b"]])));
  for (let turn = 0; turn < 20; turn++) {
    const before = liarsOf(toy);
    const hit = toy.carryOut(appoint(2, ["c"]))!;
    expect(new Set(hit).size).toBe(2);
    expect(hit.filter((node) => before.includes(node))).toEqual([]);
    expect(toy.lies).toEqual(Object.fromEntries(hit.map((node) => [node, ["c"]])));
  }
});

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [25, 13],
])("where %i nodes are too few for %i others, any may go on; over time all of them lie", (nodes, liars) => {
  const toy = ToyChaos.create({ nodes });
  const seen = new Set<number>();
  for (let turn = 0; turn < 50; turn++) {
    toy.carryOut(appoint(liars));
    expect(liarsOf(toy)).toHaveLength(liars);
    for (const node of liarsOf(toy)) seen.add(node);
  }
  expect(seen.size).toBe(nodes);
});

test("those that a person names lie", () => {
  const toy = ToyChaos.create();
  toy.carryOut(appoint(3));
  expect(toy.carryOut(appoint([2, 5]))).toEqual([2, 5]);
  expect(liarsOf(toy)).toEqual([2, 5]);
});

test("none hits nobody, and yet those so far stop lying", () => {
  const toy = ToyChaos.create();
  expect(toy.carryOut(appoint(0))).toBeUndefined();
  toy.carryOut(appoint(2));
  expect(toy.carryOut(appoint(0))).toEqual([]);
  expect(toy.lies).toEqual({});
  expect(toy.nemesis.counts.kinds["appoint-liars"]).toBe(2);
});

test("a liar goes on lying after a restart, however that comes about", () => {
  const toy = ToyChaos.create();
  toy.carryOut(appoint([2]));
  toy.carryOut({ kind: "crash", aim: 2, forUs: FOR_US });
  toy.passTime(FOR_US);
  expect(toy.lies).toEqual({ 2: ["a", "b"] });
  toy.carryOut({ kind: "crash", aim: 2, forUs: FOR_GOOD });
  toy.carryOut({ kind: "recover" });
  expect(toy.lies).toEqual({ 2: ["a", "b"] });
  toy.carryOut({ kind: "fail-sync", aim: 2, forUs: FOR_US });
  toy.passTime(3 * TICK_US);
  expect(toy.down).toEqual([2]);
  toy.passTime(2 * FOR_US);
  expect(toy.lies).toEqual({ 2: ["a", "b"] });
});

test("a node that was down when others took over comes back honest, and one of these as a liar", () => {
  const toy = ToyChaos.create();
  toy.carryOut(appoint([2]));
  for (const aim of [2, 3]) toy.carryOut({ kind: "crash", aim, forUs: FOR_US });
  toy.carryOut(appoint([3]));
  toy.passTime(FOR_US);
  expect(toy.down).toEqual([]);
  expect(toy.lies).toEqual({ 3: ["a", "b"] });
});

test("after the end of all faults a restarted liar is honest", () => {
  const toy = ToyChaos.create();
  toy.carryOut(appoint([2, 3]));
  toy.carryOut({ kind: "crash", aim: 2, forUs: FOR_GOOD });
  toy.nemesis.endAll(toy.world, FAIR_CONDITIONS);
  toy.carryOut({ kind: "recover" });
  expect(toy.lies).toEqual({});
});
