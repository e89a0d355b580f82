import { describe, expect, test } from "vitest";
import { FOR_GOOD } from "../../../src/chaos/index.ts";
import { FAIR_CONDITIONS } from "../../../src/sim/index.ts";
import { TICK_US, TICKS_TO_END, ToyChaos } from "./toy-world.ts";

const FOR_US = 20 * TICK_US;
/** The casualties are looked at so often. */
const LOOK_US = 5 * TICK_US;
const ENDING_US = TICKS_TO_END * TICK_US;

describe("a node that is asked to end", () => {
  test("takes its time, and comes back so long after it went down", () => {
    const toy = ToyChaos.create();
    expect(toy.carryOut({ kind: "stop", aim: "leader", forUs: FOR_US })).toEqual([1]);
    expect(toy.nemesis.counts.kinds.stop).toBe(1);
    toy.passTime(ENDING_US - 1);
    expect(toy.down).toEqual([]);
    toy.passTime(TICK_US);
    expect(toy.down).toEqual([1]);
    toy.passTime(FOR_US - TICK_US);
    expect(toy.down).toEqual([1]);
    toy.passTime(TICK_US + LOOK_US);
    expect(toy.down).toEqual([]);
  });

  test("stays down for good if nobody restarts it", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "stop", aim: 3, forUs: FOR_GOOD });
    toy.passTime(100 * FOR_US);
    expect(toy.down).toEqual([3]);
    expect(toy.carryOut({ kind: "recover" })).toEqual([3]);
    toy.passTime(100 * FOR_US);
    expect(toy.down).toEqual([]);
  });

  test("is down for as long as the crash says that comes before it has ended", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "stop", aim: 3, forUs: FOR_GOOD });
    toy.carryOut({ kind: "crash", aim: 3, forUs: FOR_US });
    toy.passTime(FOR_US);
    expect(toy.down).toEqual([]);
    toy.passTime(10 * FOR_US);
    expect(toy.down).toEqual([]);
  });

  test("goes down with the end of the storm if it has not ended by then: later it would surprise", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "stop", aim: 3, forUs: FOR_US });
    toy.carryOut({ kind: "stop", aim: 2, forUs: FOR_US });
    toy.carryOut({ kind: "crash", aim: 2, forUs: FOR_US });
    toy.carryOut({ kind: "recover", node: 2 });
    toy.nemesis.endAll(toy.world, FAIR_CONDITIONS);
    expect(toy.down).toEqual([3]);
    toy.world.restart(3);
    toy.passTime(10 * FOR_US);
    expect(toy.down).toEqual([]);
  });

  test("must be able to listen: it is neither paused nor about to have its first event", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "pause", aim: 3, forUs: FOR_US });
    toy.carryOut({ kind: "crash", aim: 4, forUs: FOR_US });
    toy.carryOut({ kind: "recover", node: 4 });
    for (const aim of [3, 4] as const) expect(toy.carryOut({ kind: "stop", aim, forUs: FOR_US })).toBeUndefined();
    const asked = Array.from({ length: 30 }, () => toy.carryOut({ kind: "stop", aim: "anyone", forUs: FOR_GOOD }));
    expect(new Set(asked.flat())).toEqual(new Set([1, 2, 5]));
  });

  test("ends the same in a fork", () => {
    const toy = ToyChaos.create();
    toy.carryOut({ kind: "stop", aim: 3, forUs: FOR_US });
    const fork = toy.fork();
    for (const one of [toy, fork]) {
      one.passTime(ENDING_US + TICK_US);
      expect(one.down).toEqual([3]);
      one.passTime(FOR_US + LOOK_US);
      expect(one.down).toEqual([]);
    }
    expect(fork.world.fingerprint()).toBe(toy.world.fingerprint());
  });
});
