import { describe, expect, test } from "vitest";
import { FAULT_KINDS, type Fault, FOR_GOOD } from "../../../src/chaos/index.ts";
import { FAIR_CONDITIONS } from "../../../src/sim/index.ts";
import { TICK_US, ToyChaos } from "./toy-world.ts";

const FOR_US = 20 * TICK_US;

describe("links", () => {
  test("set-conditions changes what links do, by scope", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "set-conditions", changes: { lossPerMillion: 7 }, scope: "all" })).toEqual([]);
    for (const [from, to] of toy.links) expect(toy.world.conditionsOf(from, to).lossPerMillion).toBe(7);
    toy.carryOut({ kind: "set-conditions", changes: { lossPerMillion: 9 }, scope: { from: 1, to: 2 } });
    expect(toy.world.conditionsOf(1, 2).lossPerMillion).toBe(9);
    expect(toy.world.conditionsOf(2, 1).lossPerMillion).toBe(7);
  });

  test("cut-off cuts both directions between the nodes and all others, for so long", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "cut-off", nodes: [2, 4], forUs: FOR_US })).toEqual([2, 4]);
    const crossing = toy.links.filter(([from, to]) => [2, 4].includes(from) !== [2, 4].includes(to));
    expect(toy.cuts).toEqual(crossing.map(([from, to]) => `${from}>${to}`));
    toy.passTime(FOR_US - 1);
    expect(toy.cuts).toHaveLength(crossing.length);
    for (const [from, to] of toy.links) {
      expect(toy.isHeard(from, to)).toBe([2, 4].includes(from) === [2, 4].includes(to));
    }
    toy.passTime(1);
    expect(toy.cuts).toEqual([]);
  });

  test("heal ends every partition at once, and is nothing where there is none", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "heal" })).toBeUndefined();
    toy.carryOut({ kind: "cut-off", nodes: [1], forUs: FOR_GOOD });
    toy.carryOut({ kind: "partition", shape: "ring", forUs: FOR_US });
    expect(toy.carryOut({ kind: "heal" })).toEqual([]);
    expect(toy.cuts).toEqual([]);
    expect(toy.nemesis.counts.kinds.heal).toBe(1);
    // What would have ended later has nothing left to end.
    toy.passTime(2 * FOR_US);
  });

  test("clog holds up what one node sends to another, and lets it through at the end", () => {
    const toy = ToyChaos.create();
    const [from, to] = toy.carryOut({ kind: "clog", from: "leader", to: "anyone", forUs: FOR_US })!;
    expect(from).toBe(1);
    expect(to).not.toBe(1);
    toy.passTime(FOR_US - TICK_US);
    for (const [one, other] of toy.links) expect(toy.isHeard(one, other)).toBe(one !== from || other !== to);
    const { delivered } = toy.world.network.counters;
    toy.passTime(2 * TICK_US);
    expect(toy.isHeard(from!, to!)).toBe(true);
    expect(toy.world.network.counters.delivered - delivered).toBeGreaterThan(FOR_US / TICK_US);
  });
});

describe("aims", () => {
  const roles = { leaders: [2], logs: [5, 5, 9, 9, 1] };

  /** Whom faults of this aim hit, of many. */
  function hitBy(aim: "anyone" | "leader" | "follower" | "longest-log" | number, toy = ToyChaos.create({ roles })) {
    const jump = { kind: "jump-clock", aim, byUs: 1 } as const;
    return new Set(Array.from({ length: 60 }, () => toy.carryOut(jump) ?? []).flat());
  }

  test("mean whoever has the role when the fault happens", () => {
    expect(hitBy("anyone")).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(hitBy("leader")).toEqual(new Set([2]));
    expect(hitBy("follower")).toEqual(new Set([1, 3, 4, 5]));
    expect(hitBy("longest-log")).toEqual(new Set([3, 4]));
    expect(hitBy(4)).toEqual(new Set([4]));
  });

  test("mean anyone where nobody has the role, but a number only that node", () => {
    const toy = ToyChaos.create({ roles });
    for (const aim of [2, 3]) toy.carryOut({ kind: "crash", aim, forUs: FOR_GOOD });
    expect(hitBy("leader", toy)).toEqual(new Set([1, 4, 5]));
    expect(hitBy("longest-log", toy)).toEqual(new Set([4]));
    expect(hitBy(2, toy)).toEqual(new Set());
    expect(hitBy(77, toy)).toEqual(new Set());
  });

  test("a clog of a link that is not there is nothing", () => {
    const toy = ToyChaos.create({ roles });
    expect(toy.carryOut({ kind: "clog", from: 77, to: 1, forUs: FOR_US })).toBeUndefined();
    expect(toy.carryOut({ kind: "clog", from: 1, to: 1, forUs: FOR_US })).toBeUndefined();
  });
});

describe("a cluster of one", () => {
  test("cannot be divided, and has no one to clog; all else can happen to it", () => {
    const toy = ToyChaos.create({ nodes: 1 });
    expect(toy.carryOut({ kind: "partition", shape: "halves", forUs: FOR_US })).toBeUndefined();
    expect(toy.carryOut({ kind: "clog", from: "anyone", to: "anyone", forUs: FOR_US })).toBeUndefined();
    expect(toy.nemesis.counts.kinds).toMatchObject({ partition: 0, clog: 0 });
    expect(toy.carryOut({ kind: "pause", aim: "leader", forUs: FOR_US })).toEqual([1]);
    toy.passTime(2 * FOR_US);
    expect(toy.carryOut({ kind: "crash", aim: "follower", forUs: FOR_US })).toEqual([1]);
    toy.passTime(FOR_US);
    expect(toy.up).toEqual([1]);
  });
});

/** One of each kind, so strong that it is in force for long. */
const EVERYTHING: readonly Fault[] = [
  { kind: "set-conditions", changes: { lossPerMillion: 100_000 }, scope: "all" },
  { kind: "partition", shape: "flapping", forUs: FOR_GOOD },
  { kind: "cut-off", nodes: [3], forUs: FOR_GOOD },
  { kind: "clog", from: 1, to: 2, forUs: 1_000_000 },
  { kind: "appoint-liars", liars: 2, lies: ["a"] },
  { kind: "slow-node", aim: 1, perEventUs: 300, forUs: FOR_GOOD },
  { kind: "slow-disk", aim: 2, addedMinUs: 5_000, addedMaxUs: 9_000, forUs: FOR_GOOD },
  { kind: "jump-clock", aim: 2, byUs: -1_000_000_000 },
  { kind: "set-clock-rate", aim: 3, ratePerMille: 900 },
  { kind: "crash", aim: 5, forUs: FOR_GOOD },
  { kind: "ambush", delayUs: 0, forUs: FOR_GOOD },
  { kind: "crash-after", aim: 3, moment: "vote", forUs: FOR_GOOD },
  { kind: "fail-sync", aim: 3, forUs: FOR_GOOD },
  { kind: "fill-disk", aim: 4, forUs: FOR_GOOD },
  { kind: "pause", aim: 1, forUs: FOR_GOOD },
  { kind: "pause", aim: 4, forUs: FOR_GOOD },
];

test("endAll leaves nothing behind but who is down and the rates of clocks", () => {
  const roles = { leaders: [1], term: 1 };
  const toy = ToyChaos.create({ roles, budget: { partitionsAtOnce: 2 } });
  // No sync is under way then.
  toy.passTime(500);
  toy.world.cut(1, 2);
  for (const fault of EVERYTHING) toy.carryOut(fault);
  toy.carryOut({ kind: "partition", shape: "ring", forUs: FOR_GOOD });
  toy.nemesis.endAll(toy.world, FAIR_CONDITIONS);
  Object.assign(roles, { leaders: [2], term: 2 });
  toy.passTime(200 * TICK_US);
  expect(toy.down).toEqual([5]);
  expect(toy.cuts).toEqual([]);
  expect(toy.lies).toEqual({});
  for (const [from, to] of toy.links) {
    expect(toy.world.conditionsOf(from, to)).toBe(FAIR_CONDITIONS);
    expect(toy.isHeard(from, to)).toBe(from !== 5 && to !== 5);
  }
  for (const node of toy.up) {
    expect(toy.world.isPaused(node)).toBe(false);
    expect(toy.world.nowUs - toy.world.witness.syncedAtUs.get(node)!).toBeLessThan(2 * TICK_US);
  }
  expect(toy.world.restart(5)).toBe(true);
});

test("a fork goes on identically, and what happens in it is nothing to the original", () => {
  const toy = ToyChaos.create();
  for (const fault of EVERYTHING)
    toy.carryOut(fault.kind === "appoint-liars" ? fault : ({ ...fault, forUs: FOR_US } as Fault));
  const untouched = toy.fork();
  const fork = toy.fork();
  for (const fault of [...EVERYTHING].reverse()) fork.carryOut(fault);
  fork.passTime(3 * FOR_US);
  for (const one of [toy, untouched]) {
    one.passTime(FOR_US / 2);
    one.carryOut({ kind: "partition", shape: "halves", forUs: FOR_US });
    one.carryOut({ kind: "recover" });
    one.passTime(3 * FOR_US);
  }
  expect(untouched.world.fingerprint()).toBe(toy.world.fingerprint());
  expect(untouched.nemesis.counts).toEqual(toy.nemesis.counts);
  expect(untouched.nemesis.journal.last()).toEqual(toy.nemesis.journal.last());
  expect(fork.nemesis.counts).not.toEqual(toy.nemesis.counts);
});

test("every fault that hits is counted by its kind and written down with its event, time and nodes", () => {
  const toy = ToyChaos.create();
  toy.carryOut({ kind: "crash", aim: "leader", forUs: FOR_US });
  toy.passTime(FOR_US);
  toy.carryOut({ kind: "slow-node", aim: 2, perEventUs: 10, forUs: FOR_US });
  const [crash, slow] = toy.nemesis.journal.last();
  expect(crash).toEqual({
    event: expect.any(Number),
    atUs: 10 * TICK_US,
    fault: { kind: "crash", aim: "leader", forUs: FOR_US },
    nodes: [1],
  });
  expect(slow).toMatchObject({ atUs: 10 * TICK_US + FOR_US, nodes: [2] });
  expect(slow!.event).toBeGreaterThan(crash!.event);
  const counted = Object.entries(toy.nemesis.counts.kinds).filter(([, count]) => count > 0);
  expect(counted).toEqual([
    ["crash", 1],
    ["slow-node", 1],
  ]);
  expect(Object.keys(toy.nemesis.counts.kinds)).toEqual(FAULT_KINDS);
});
