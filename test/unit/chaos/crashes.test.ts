import { describe, expect, test } from "vitest";
import { type Fault, FOR_GOOD } from "../../../src/chaos/index.ts";
import { TICK_US, ToyChaos } from "./toy-world.ts";

const FOR_US = 20 * TICK_US;

describe("crashes", () => {
  test("crash takes a node down for so long, and counts leaders apart", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "crash", aim: 3, forUs: FOR_US })).toEqual([3]);
    expect(toy.down).toEqual([3]);
    expect(toy.carryOut({ kind: "crash", aim: "leader", forUs: FOR_US })).toEqual([1]);
    expect(toy.nemesis.counts.leaderCrashes).toBe(1);
    toy.passTime(FOR_US - 1);
    expect(toy.down).toEqual([1, 3]);
    toy.passTime(1);
    expect(toy.down).toEqual([]);
  });

  test("a crash is not cut short by the end of an earlier one", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "crash", aim: 3, forUs: FOR_US });
    expect(toy.carryOut({ kind: "recover" })).toEqual([3]);
    toy.carryOut({ kind: "crash", aim: 3, forUs: 2 * FOR_US });
    toy.passTime(2 * FOR_US - 1);
    expect(toy.down).toEqual([3]);
    toy.passTime(1);
    expect(toy.down).toEqual([]);
  });

  test("recover restarts one that is down for good; never one whose disk is damaged", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "recover" })).toBeUndefined();
    toy.carryOut({ kind: "damage-disk", aim: 2 });
    for (const aim of [2, 3, 4]) toy.carryOut({ kind: "crash", aim, forUs: FOR_GOOD });
    toy.passTime(100 * FOR_US);
    expect(toy.down).toEqual([2, 3, 4]);
    expect([toy.carryOut({ kind: "recover" }), toy.carryOut({ kind: "recover" })].flat().sort()).toEqual([3, 4]);
    expect(toy.carryOut({ kind: "recover" })).toBeUndefined();
    expect(toy.carryOut({ kind: "recover", node: 2 })).toBeUndefined();
    expect(toy.down).toEqual([2]);
  });

  test("recover restarts the node that it names, if that is down", () => {
    const toy = ToyChaos.create();
    for (const aim of [2, 3]) toy.carryOut({ kind: "crash", aim, forUs: FOR_GOOD });
    expect(toy.carryOut({ kind: "recover", node: 3 })).toEqual([3]);
    expect(toy.carryOut({ kind: "recover", node: 3 })).toBeUndefined();
    expect(toy.down).toEqual([2]);
  });

  test("the restart of a node that fails as it starts is written down", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "crash", aim: 3, forUs: FOR_GOOD });
    toy.world.restart = () => {
      throw new Error("its log is damaged");
    };
    expect(() => toy.carryOut({ kind: "recover" })).toThrow("its log is damaged");
    expect(toy.nemesis.journal.last().at(-1)).toMatchObject({ fault: { kind: "recover" }, nodes: [3] });
  });

  test.each(["send", "write", "vote"] as const)(
    "crash-after %s waits for its moment, and the node comes back",
    (moment) => {
      const toy = ToyChaos.create();
      const startUs = toy.world.nowUs;
      expect(toy.carryOut({ kind: "crash-after", aim: 2, moment, forUs: FOR_US })).toEqual([2]);
      expect(toy.up).toContain(2);
      while (toy.up.includes(2)) toy.passTime(100);
      const fellUs = toy.world.nowUs;
      if (moment === "vote") expect(fellUs - startUs).toBeGreaterThan(5 * TICK_US);
      else expect(fellUs - startUs).toBeLessThanOrEqual(TICK_US);
      toy.passTime(FOR_US - 100);
      expect(toy.down).toEqual([2]);
      toy.passTime(6 * TICK_US);
      expect(toy.down).toEqual([]);
      expect(toy.world.endCounters.crashesAtMoments).toBe(1);
      // It is not hit again.
      toy.passTime(10 * FOR_US);
      expect(toy.world.endCounters.crashesAtMoments).toBe(1);
    },
  );

  test("a node that was doomed and crashed before stays down as long as that crash says", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "crash-after", aim: 2, moment: "vote", forUs: 100 * FOR_US });
    toy.carryOut({ kind: "crash", aim: 2, forUs: FOR_US });
    toy.passTime(FOR_US);
    expect(toy.down).toEqual([]);
  });

  test("crash-all takes down whoever is up, and all come back", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "crash", aim: 5, forUs: FOR_GOOD });
    expect(toy.carryOut({ kind: "crash-all", forUs: FOR_US })).toEqual([1, 2, 3, 4]);
    expect(toy.up).toEqual([]);
    expect(toy.carryOut({ kind: "crash-all", forUs: FOR_US })).toBeUndefined();
    toy.passTime(FOR_US);
    expect(toy.down).toEqual([5]);
  });

  test("an ambush hits nothing until somebody new leads, and is written down with whom it hit", () => {
    const roles = { leaders: [1], term: 1 };
    const toy = ToyChaos.create({ roles });
    const ambush: Fault = { kind: "ambush", delayUs: 3_000, forUs: FOR_US };
    expect(toy.carryOut(ambush)).toBeUndefined();
    toy.passTime(FOR_US);
    expect(toy.down).toEqual([]);
    expect(toy.nemesis.counts.kinds.ambush).toBe(0);
    Object.assign(roles, { leaders: [4], term: 2 });
    toy.world.leaderRose();
    toy.passTime(3_000);
    expect(toy.down).toEqual([]);
    toy.passTime(2_000);
    expect(toy.down).toEqual([4]);
    expect(toy.nemesis.journal.last().at(-1)).toMatchObject({ fault: ambush, nodes: [4] });
    expect(toy.nemesis.counts).toMatchObject({ leaderCrashes: 1, kinds: { ambush: 1 } });
    toy.passTime(FOR_US);
    expect(toy.down).toEqual([]);
  });

  test("while one ambush waits, another crashes anyone", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "ambush", delayUs: 0, forUs: FOR_US });
    const [victim] = toy.carryOut({ kind: "ambush", delayUs: 0, forUs: FOR_US })!;
    expect(toy.down).toEqual([victim]);
  });
});
