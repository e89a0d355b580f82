import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/chaos/index.ts";
import { TICK_US, ToyChaos } from "./toy-world.ts";

const FOR_US = 20 * TICK_US;

/** Every fault that stops a node. */
function stopping(kind: number, forUs: number): Fault {
  const faults: readonly Fault[] = [
    { kind: "crash", aim: "anyone", forUs },
    { kind: "crash", aim: "leader", forUs },
    { kind: "crash-after", aim: "anyone", moment: "vote", forUs },
    { kind: "crash-after", aim: "anyone", moment: "write", forUs },
    { kind: "crash-all", forUs },
    { kind: "pause", aim: "anyone", forUs },
    { kind: "fail-sync", aim: "anyone", forUs },
    { kind: "fill-disk", aim: "anyone", forUs },
    { kind: "ambush", delayUs: 0, forUs },
    { kind: "stop", aim: "leader", forUs },
    { kind: "recover" },
  ];
  return faults[kind % faults.length]!;
}

const running = (toy: ToyChaos) => toy.up.filter((node) => !toy.world.isPaused(node)).length;

describe("a minority at the most", () => {
  test("is down, paused or bound to stop, whatever comes and however many nodes there are", () => {
    const step = fc.record({ kind: fc.nat(10), forTicks: fc.integer({ min: 1, max: 60 }), passTicks: fc.nat(5) });
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 4, 5, 7),
        fc.array(step, { minLength: 10, maxLength: 40 }),
        (nodes, steps) => {
          const roles = { leaders: [1], term: 1 };
          const toy = ToyChaos.create({ nodes, roles, budget: { down: "minority" } });
          for (const [place, { kind, forTicks, passTicks }] of steps.entries()) {
            roles.leaders = [1 + (place % nodes)];
            roles.term = place;
            toy.carryOut(stopping(kind, forTicks * TICK_US));
            for (let tick = 0; tick <= passTicks; tick++) {
              expect(running(toy) * 2).toBeGreaterThan(nodes);
              toy.passTime(TICK_US);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test.each([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 1],
    [25, 12],
  ])("of %i nodes is %i, and no fewer: what is left out is counted", (nodes, most) => {
    for (const kind of ["crash", "pause", "fail-sync", "fill-disk", "stop"] as const) {
      const toy = ToyChaos.create({ nodes, budget: { down: "minority" } });
      const hit = Array.from({ length: 30 }, () => toy.carryOut({ kind, aim: "anyone", forUs: FOR_US }) ?? []).flat();
      expect(new Set(hit).size, kind).toBe(most);
      expect(toy.nemesis.counts.spared, kind).toBe(30 - hit.length);
      expect(toy.carryOut({ kind: "crash-all", forUs: FOR_US }), kind).toBeUndefined();
      // Those who were doomed must fall and come back before others can.
      toy.passTime(3 * FOR_US);
      expect(toy.carryOut({ kind, aim: "anyone", forUs: FOR_US })?.length ?? 0, kind).toBe(Math.min(1, most));
    }
  });

  test("does not include the leader that an ambush waited for, once it is full", () => {
    const roles = { leaders: [1], term: 1 };
    const toy = ToyChaos.create({ nodes: 3, roles, budget: { down: "minority" } });
    toy.carryOut({ kind: "ambush", delayUs: 0, forUs: FOR_US });
    toy.carryOut({ kind: "crash", aim: 3, forUs: 10 * FOR_US });
    Object.assign(roles, { leaders: [2], term: 2 });
    toy.world.leaderRose();
    toy.passTime(FOR_US);
    expect(toy.down).toEqual([3]);
    expect(toy.nemesis.counts).toMatchObject({ spared: 1, kinds: { ambush: 0 } });
  });
});

test("without a limit all nodes may be down at once", () => {
  const toy = ToyChaos.create({ nodes: 3 });
  for (let times = 0; times < 3; times++) toy.carryOut({ kind: "crash", aim: "anyone", forUs: FOR_US });
  expect(toy.up).toEqual([]);
  expect(toy.nemesis.counts.spared).toBe(0);
});

describe("partitions at once", () => {
  const partition = { kind: "partition", shape: "isolate-one", forUs: FOR_US } as const;

  test("are as many as the budget says; the next waits for its turn and then lasts as long as it should", () => {
    const toy = ToyChaos.create({ budget: { partitionsAtOnce: 2 } });
    expect(toy.carryOut(partition)).toBeDefined();
    toy.passTime(FOR_US / 2);
    expect(toy.carryOut(partition)).toBeDefined();
    expect(toy.carryOut(partition)).toBeUndefined();
    expect(toy.nemesis.counts).toMatchObject({ overlappingPartitions: 1, kinds: { partition: 2 } });
    toy.passTime(FOR_US / 2);
    expect(toy.nemesis.counts).toMatchObject({ overlappingPartitions: 2, kinds: { partition: 3 } });
    toy.passTime(FOR_US - 1);
    expect(toy.cuts).not.toEqual([]);
    toy.passTime(1);
    expect(toy.cuts).toEqual([]);
  });

  test("hit the same whether or not they had to wait", () => {
    const [free, bound] = [100, 1].map((partitionsAtOnce) => ToyChaos.create({ budget: { partitionsAtOnce } }));
    for (const toy of [free!, bound!]) for (let times = 0; times < 5; times++) toy.carryOut(partition);
    bound!.passTime(5 * FOR_US);
    const hitIn = (toy: ToyChaos) => toy.nemesis.journal.last().map(({ nodes }) => nodes);
    expect(hitIn(bound!)).toEqual(hitIn(free!));
  });

  test("do not come any more once they are healed", () => {
    const toy = ToyChaos.create({ budget: { partitionsAtOnce: 1 } });
    for (let times = 0; times < 3; times++) toy.carryOut(partition);
    toy.carryOut({ kind: "heal" });
    toy.passTime(10 * FOR_US);
    expect(toy.nemesis.counts.kinds.partition).toBe(1);
  });
});
