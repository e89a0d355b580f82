import fc from "fast-check";
import { expect, test } from "vitest";
import { createProbeWorld, createStream } from "./probe.ts";

test("a cut loses what is in flight, also when the link is healed before it would arrive", () => {
  const world = createStream(10, 30, { direct: (w) => (w.nowUs === 110 ? w.cut(1, 2) : w.heal(1, 2)) });
  world.wakeDirectorAt(110);
  world.wakeDirectorAt(170);
  world.run(1000);
  // 0 arrived at 100; 1 to 3 were in flight; 4 and 5 (at 120 and 150) met the cut.
  expect(world.witness.details("receive")).toEqual([0, 6, 7, 8, 9]);
  expect(world.network.counters).toMatchObject({ droppedInFlight: 3, droppedByCut: 2, delivered: 5, dropped: 5 });
});

test("a cut is for one direction", () => {
  const world = createProbeWorld({
    script: (process, { what }) => {
      if (what === "start" && process.id < 3) process.send(3 - process.id, process.id, 1, 1);
    },
  });
  world.cut(1, 2);
  world.run(100);
  expect(world.witness.details("receive", 1)).toEqual([2]);
  expect(world.witness.details("receive", 2)).toEqual([]);
});

test("a partition separates the group from the other nodes, and neither from clients", () => {
  const world = createProbeWorld({ nodes: 5, clients: 2 });
  world.partition([1, 4]);
  const cut: string[] = [];
  for (let a = 1; a <= 7; a++) for (let b = 1; b <= 7; b++) if (a !== b && world.isCut(a, b)) cut.push(`${a}${b}`);
  expect(cut.sort()).toEqual(["12", "13", "15", "42", "43", "45", "21", "31", "51", "24", "34", "54"].sort());
  world.healAll();
  expect(world.isCut(1, 2)).toBe(false);
});

test("a link is cut while it was cut more often than healed, whatever the order", () => {
  const steps = fc.array(fc.record({ cuts: fc.boolean(), from: fc.integer({ min: 1, max: 3 }) }), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (taken) => {
      const world = createProbeWorld();
      const counts = [0, 0, 0];
      for (const { cuts, from } of taken) {
        const to = (from % 3) + 1;
        const before = counts[from - 1]!;
        if (cuts) world.cut(from, to);
        else if (before > 0) world.heal(from, to);
        else expect(() => world.heal(from, to)).toThrow(`The link from ${from} to ${to} is not cut`);
        counts[from - 1] = cuts ? before + 1 : Math.max(0, before - 1);
        for (const id of [1, 2, 3]) {
          expect(world.isCut(id, (id % 3) + 1)).toBe(counts[id - 1]! > 0);
          expect(world.isCut((id % 3) + 1, id)).toBe(false);
        }
      }
      world.healAll();
      for (const id of [1, 2, 3]) expect(world.isCut(id, (id % 3) + 1)).toBe(false);
      expect(() => world.heal(1, 2)).toThrow("The link from 1 to 2 is not cut");
    }),
  );
});

test("partitions that overlap end one by one", () => {
  const world = createProbeWorld({ nodes: 4 });
  const healBetween = (group: readonly number[], others: readonly number[]) => {
    for (const a of group) {
      for (const b of others) {
        world.heal(a, b);
        world.heal(b, a);
      }
    }
  };
  world.partition([1]);
  world.partition([1, 2]);
  healBetween([1], [2, 3, 4]);
  expect(["12", "13", "23", "34"].map((ends) => world.isCut(Number(ends[0]), Number(ends[1])))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  healBetween([1, 2], [3, 4]);
  expect(world.isCut(1, 3)).toBe(false);
  expect(world.isCut(4, 2)).toBe(false);
});

test("nothing gets over a link that was cut twice before it is healed twice, in a copy of the world too", () => {
  // 0 is in flight when the link is cut; nothing gets onto it until it is whole again, when 2 is sent.
  const world = createStream(4, 100, {
    network: { latencyUs: 250 },
    direct: (w) => (w.nowUs < 100 ? w.cut(1, 2) : w.heal(1, 2)),
  });
  for (const atUs of [50, 60, 150, 160]) world.wakeDirectorAt(atUs);
  const forked = world.fork();
  world.run(100);
  expect(world.witness.details("receive")).toEqual([2, 3]);
  expect(world.network.counters).toMatchObject({ droppedInFlight: 1, droppedByCut: 1 });
  // A fork in the midst of two cuts has both to heal.
  forked.runUntil(70);
  const cutTwice = forked.fork();
  cutTwice.heal(1, 2);
  expect(cutTwice.isCut(1, 2)).toBe(true);
  cutTwice.heal(1, 2);
  expect(cutTwice.isCut(1, 2)).toBe(false);
  expect(forked.isCut(1, 2)).toBe(true);
});

test("there are links only between two different endpoints", () => {
  const world = createProbeWorld({ nodes: 2, clients: 1 });
  for (const [from, to] of [
    [1, 1],
    [0, 1],
    [1, 4],
    [1.5, 2],
  ] as const) {
    const message = `There is no link from ${from} to ${to}.`;
    expect(() => world.cut(from, to)).toThrow(message);
    expect(() => world.heal(from, to)).toThrow(message);
    expect(() => world.isCut(from, to)).toThrow(message);
    expect(() => world.clog(from, to, 10)).toThrow(message);
    expect(() => world.conditionsOf(from, to)).toThrow(message);
    expect(() => world.setConditions({ lossPerMillion: 1 }, { from, to })).toThrow(message);
  }
  world.cut(3, 1);
  expect(world.isCut(3, 1)).toBe(true);
});
