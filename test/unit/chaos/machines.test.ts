import { describe, expect, test } from "vitest";
import { FOR_GOOD } from "../../../src/chaos/index.ts";
import { TICK_US, ToyChaos } from "./toy-world.ts";

const FOR_US = 20 * TICK_US;

describe("machines", () => {
  test("pause stops a node and not its clock, for so long", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "pause", aim: "leader", forUs: FOR_US })).toEqual([1]);
    toy.passTime(FOR_US - 1);
    expect(toy.world.isPaused(1)).toBe(true);
    expect(toy.isHeard(1, 2)).toBe(false);
    expect(toy.world.localTimeUs(1)).toBe(toy.world.localTimeUs(2));
    toy.passTime(2 * TICK_US);
    expect(toy.world.isPaused(1)).toBe(false);
    expect(toy.isHeard(1, 2)).toBe(true);
  });

  test("a node that is paused is hit once more only by its number, until it crashes and runs again", () => {
    const toy = ToyChaos.create({ nodes: 1 });
    toy.carryOut({ kind: "pause", aim: "anyone", forUs: 10 * FOR_US });
    expect(toy.carryOut({ kind: "crash", aim: "anyone", forUs: FOR_US })).toBeUndefined();
    expect(toy.carryOut({ kind: "crash", aim: 1, forUs: FOR_US })).toEqual([1]);
    toy.passTime(FOR_US);
    expect(toy.carryOut({ kind: "crash", aim: "anyone", forUs: FOR_US })).toEqual([1]);
  });

  test("slow-node lets a node take long for every event, until it ends", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "slow-node", aim: 2, perEventUs: 4 * TICK_US, forUs: FOR_US });
    toy.passTime(3 * TICK_US);
    expect(toy.world.isPaused(2)).toBe(true);
    toy.passTime(FOR_US + 200 * TICK_US);
    expect(toy.world.isPaused(2)).toBe(false);
    expect(toy.isHeard(2, 1)).toBe(true);
  });

  test("a node that is slowed once more stays slow until the later end", () => {
    const toy = ToyChaos.create();
    const slow = { kind: "slow-node", aim: 2, perEventUs: 4 * TICK_US } as const;
    toy.carryOut({ ...slow, forUs: FOR_US });
    toy.carryOut({ ...slow, forUs: 3 * FOR_US });
    toy.passTime(2 * FOR_US);
    const { delivered } = toy.world.network.counters;
    toy.passTime(4 * TICK_US);
    // All hear each other in every tick, but of what comes to the slow one hardly anything is handled.
    expect(toy.world.network.counters.delivered - delivered).toBeLessThan(4 * 17);
    expect(toy.world.isPaused(2)).toBe(true);
  });

  test("a slow node is not taken for one that is stopped: it can be hit, and a majority of such nodes stands", () => {
    const toy = ToyChaos.create({ nodes: 3, budget: { down: "minority" } });
    for (const aim of [1, 2]) toy.carryOut({ kind: "slow-node", aim, perEventUs: TICK_US, forUs: FOR_US });
    toy.passTime(2 * TICK_US);
    expect([1, 2].map((node) => toy.world.isPaused(node))).toEqual([true, true]);
    expect(toy.carryOut({ kind: "crash", aim: "leader", forUs: FOR_US })).toEqual([1]);
  });

  test("slow-disk lets syncs take longer, until the last that was set ends", () => {
    const toy = ToyChaos.create();
    const slow = { kind: "slow-disk", aim: 2, addedMinUs: 10 * TICK_US, addedMaxUs: 10 * TICK_US } as const;
    const sinceSync = () => toy.world.nowUs - toy.world.witness.syncedAtUs.get(2)!;
    toy.carryOut({ ...slow, forUs: FOR_US });
    toy.passTime(9 * TICK_US);
    expect(sinceSync()).toBeGreaterThan(7 * TICK_US);
    toy.carryOut({ ...slow, forUs: 3 * FOR_US });
    toy.passTime(2 * FOR_US);
    toy.carryOut({ ...slow, addedMinUs: 0, addedMaxUs: 1, forUs: FOR_US });
    toy.passTime(FOR_US);
    expect(sinceSync()).toBeLessThan(2 * TICK_US);
  });

  test("fail-sync stops a node with its next sync, and it comes back", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "fail-sync", aim: 2, forUs: FOR_US })).toEqual([2]);
    toy.passTime(2 * TICK_US);
    expect(toy.down).toEqual([2]);
    expect(toy.world.diskCounters.syncsFailed).toBe(1);
    toy.passTime(FOR_US + 5 * TICK_US);
    expect(toy.down).toEqual([]);
    toy.passTime(10 * FOR_US);
    expect(toy.world.diskCounters.syncsFailed).toBe(1);
  });

  test("fill-disk stops a node with its next write, and it comes back when there is room", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "fill-disk", aim: 2, forUs: FOR_US })).toEqual([2]);
    toy.passTime(2 * TICK_US);
    expect(toy.down).toEqual([2]);
    toy.passTime(FOR_US - 2 * TICK_US);
    expect(toy.down).toEqual([]);
    toy.passTime(10 * FOR_US);
    expect(toy.down).toEqual([]);
  });

  test("a node that was recovered by hand comes back from a full disk like any other", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "crash", aim: 2, forUs: FOR_GOOD });
    toy.carryOut({ kind: "recover" });
    toy.carryOut({ kind: "fill-disk", aim: 2, forUs: FOR_US });
    toy.passTime(FOR_US);
    expect(toy.down).toEqual([]);
  });

  test("room on its disk does not bring back a node that crashed for longer", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "fill-disk", aim: 2, forUs: FOR_US });
    toy.carryOut({ kind: "crash", aim: 2, forUs: 3 * FOR_US });
    toy.passTime(3 * FOR_US - 1);
    expect(toy.down).toEqual([2]);
    toy.passTime(1 + FOR_US);
    expect(toy.down).toEqual([]);
  });

  test.each([
    [1, 0],
    [2, 0],
    [3, 1],
    [5, 2],
    [25, 12],
  ])("damage-disk on %i nodes leaves a majority sound: %i are damaged, and do not come back", (nodes, most) => {
    const toy = ToyChaos.create({ nodes });
    const hit = Array.from({ length: 30 }, () => toy.carryOut({ kind: "damage-disk", aim: "anyone" }) ?? []).flat();
    expect(new Set(hit).size).toBe(most);
    expect(hit).toHaveLength(most);
    expect(toy.nemesis.counts).toMatchObject({ spared: 30 - most, kinds: { "damage-disk": most } });
    toy.carryOut({ kind: "crash-all", forUs: FOR_US });
    toy.passTime(2 * FOR_US);
    expect(toy.down).toEqual(hit.sort((one, other) => one - other));
  });

  test("damage-disk keeps to the scenario's own number", () => {
    const toy = ToyChaos.create({ nodes: 25, budget: { damagedNodes: 3 } });
    for (let times = 0; times < 10; times++) toy.carryOut({ kind: "damage-disk", aim: "follower" });
    expect(toy.nemesis.counts.kinds["damage-disk"]).toBe(3);
  });

  test("jump-clock moves one clock, and counts jumps back apart", () => {
    const toy = ToyChaos.create();
    const before = toy.world.localTimeUs(2);
    expect(toy.carryOut({ kind: "jump-clock", aim: 2, byUs: 5_000_000 })).toEqual([2]);
    expect(toy.world.localTimeUs(2)).toBe(before + 5_000_000);
    toy.carryOut({ kind: "jump-clock", aim: 3, byUs: -FOR_US });
    toy.passTime(FOR_US);
    expect(toy.world.localTimeUs(3)).toBe(before);
    expect(toy.nemesis.counts).toMatchObject({ backwardJumps: 1, kinds: { "jump-clock": 2 } });
  });

  test("set-clock-rate lets one clock run faster", () => {
    const toy = ToyChaos.create();
    const before = toy.world.localTimeUs(2);
    toy.carryOut({ kind: "set-clock-rate", aim: 2, ratePerMille: 1_500 });
    toy.passTime(FOR_US);
    expect(toy.world.localTimeUs(2)).toBe(before + 1.5 * FOR_US);
  });
});
