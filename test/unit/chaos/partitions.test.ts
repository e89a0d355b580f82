import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Partitions } from "../../../src/chaos/partitions.ts";
import type { Link } from "../../../src/sim/index.ts";
import { ToyChaos } from "./toy-world.ts";

const FLAP_US = 60_000;
const AB: Link = { from: 1, to: 2 };
const BC: Link = { from: 2, to: 3 };

function create() {
  const toy = ToyChaos.create({ nodes: 3 });
  const partitions = new Partitions();
  const { world } = toy;
  return {
    toy,
    world,
    partitions,
    begin: (links: readonly Link[], forUs: number, flapping = false) =>
      partitions.begin(world, links, world.nowUs + forUs, flapping),
    /** Lets time pass, acting as often as asked for and more. */
    passTime: (forUs: number) => {
      for (let passedUs = 0; passedUs < forUs; passedUs += 100) {
        toy.passTime(100);
        partitions.act(world);
      }
    },
  };
}

describe("partitions", () => {
  test("end on their own; what is cut by two stays cut until both are over", () => {
    const { toy, partitions, begin, passTime } = create();
    begin([AB, BC], 10_000);
    begin([AB], 20_000);
    expect(toy.cuts).toEqual(["1>2", "2>3"]);
    expect(partitions.count).toBe(2);
    passTime(10_000);
    expect(toy.cuts).toEqual(["1>2"]);
    expect(partitions.count).toBe(1);
    passTime(10_000);
    expect(toy.cuts).toEqual([]);
    expect(partitions.count).toBe(0);
  });

  test("that flap are cut and whole in turn, and end whole", () => {
    const { toy, begin, passTime } = create();
    begin([AB], 4.5 * FLAP_US, true);
    const states: number[] = [];
    for (let half = 0; half < 10; half++) {
      passTime(FLAP_US / 2);
      states.push(toy.cuts.length);
    }
    expect(states).toEqual([1, 0, 0, 1, 1, 0, 0, 1, 0, 0]);
  });

  test("that flap over others leave theirs cut", () => {
    const { toy, begin, passTime } = create();
    begin([AB], 10 * FLAP_US);
    begin([AB, BC], 10 * FLAP_US, true);
    passTime(1.5 * FLAP_US);
    expect(toy.cuts).toEqual(["1>2"]);
  });

  test("are all healed at once, those too that flap and are whole just then", () => {
    const { toy, world, partitions, begin, passTime } = create();
    begin([AB], Number.MAX_SAFE_INTEGER - 1_000_000_000);
    begin([AB], 10 * FLAP_US, true);
    begin([BC], 10 * FLAP_US, true);
    passTime(1.5 * FLAP_US);
    partitions.heal(world);
    expect(toy.cuts).toEqual([]);
    passTime(2 * FLAP_US);
    expect(toy.cuts).toEqual([]);
    expect(partitions.count).toBe(0);
  });

  test("wait in their order", () => {
    const { partitions, world } = create();
    const waiting = [1, 2].map((operation) => ({
      fault: { kind: "partition", shape: "ring", forUs: 1 } as const,
      operation,
    }));
    for (const one of waiting) partitions.postpone(one);
    const fork = partitions.fork();
    expect([partitions.takeWaiting(), partitions.takeWaiting(), partitions.takeWaiting()]).toEqual([
      ...waiting,
      undefined,
    ]);
    fork.heal(world);
    expect(fork.takeWaiting()).toBeUndefined();
  });

  test("in a fork are its own", () => {
    const { toy, world, partitions, begin } = create();
    begin([AB], 10_000);
    const [copy, copiedWorld] = [partitions.fork(), world.fork()];
    copy.heal(copiedWorld);
    copy.begin(copiedWorld, [BC], world.nowUs + 1_000, false);
    expect(toy.cuts).toEqual(["1>2"]);
    expect(partitions.count).toBe(1);
    partitions.heal(world);
    expect(copy.count).toBe(1);
  });
});

test("a link is cut as long as a partition that cuts it is in force, whichever overlap", () => {
  const links: readonly Link[] = [AB, BC, { from: 3, to: 1 }];
  const partition = fc.record({
    afterUs: fc.integer({ min: 0, max: 30 }).map((hundreds) => hundreds * 100),
    forUs: fc.integer({ min: 1, max: 40 }).map((hundreds) => hundreds * 100),
    cuts: fc.subarray([...links], { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(partition, { maxLength: 8 }), (all) => {
      const { toy, world, begin, passTime } = create();
      const startUs = world.nowUs;
      for (let nowUs = 0; nowUs < 8_000; nowUs += 100) {
        for (const { afterUs, cuts, forUs } of all) if (afterUs === nowUs) begin(cuts, forUs);
        const inForce = all.filter(({ afterUs, forUs }) => afterUs <= nowUs && nowUs < afterUs + forUs);
        const expected = links.filter((link) => inForce.some(({ cuts }) => cuts.includes(link)));
        expect(toy.cuts).toEqual(expected.map(({ from, to }) => `${from}>${to}`));
        passTime(100);
      }
      expect(world.nowUs - startUs).toBe(8_000);
    }),
    { numRuns: 30 },
  );
});
