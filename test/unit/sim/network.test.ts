import fc from "fast-check";
import { expect, test } from "vitest";
import { linkBetween } from "../../../src/sim/links.ts";
import { createProbeWorld, createStream } from "./probe.ts";

function overtakings(received: readonly unknown[]): number {
  let latest = -1;
  let overtaken = 0;
  for (const number of received as number[]) {
    if (number < latest) overtaken++;
    latest = Math.max(latest, number);
  }
  return overtaken;
}

test("links have different numbers, which do not depend on how many there are", () => {
  const numbers: number[] = [];
  for (let from = 0; from <= 30; from++) for (let to = 0; to <= 30; to++) numbers.push(linkBetween(from, to));
  expect(new Set(numbers).size).toBe(31 * 31);
  expect(Math.max(...numbers)).toBe(31 * 31 - 1);
});

test("a message takes the latency and at most the jitter longer", () => {
  const world = createStream(500, 10_000, { network: { latencyUs: 100, jitterUs: 20 } });
  world.run(10_000);
  const delays = world.witness.happenings.filter((h) => h.what === "receive").map((h) => h.localUs % 10_000);
  expect(Math.min(...delays)).toBe(100);
  expect(Math.max(...delays)).toBe(120);
});

test("jitter alone lets messages overtake each other, and each time is counted", () => {
  const world = createStream(500, 10, { network: { jitterUs: 50 } });
  world.run(10_000);
  const overtaken = overtakings(world.witness.details("receive"));
  expect(overtaken).toBeGreaterThan(50);
  expect(world.network.counters.overtaken).toBe(overtaken);
});

test("a reordered message is late by latencies, so that others overtake it", () => {
  const world = createStream(1000, 50, { conditions: { reorderingPerMillion: 50_000 } });
  world.run(10_000);
  const { delayed, reordered, overtaken, delivered } = world.network.counters;
  expect(delivered).toBe(1000);
  expect(delayed).toBe(0);
  expect(reordered).toBeGreaterThan(20);
  expect(reordered).toBeLessThan(100);
  expect(overtaken).toBeGreaterThan(reordered / 2);
});

test("an in-order link never lets a message overtake another, whatever else it does", () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const world = createStream(200, 10, {
        seed,
        network: { inOrder: true, jitterUs: 500 },
        conditions: {
          ...{ lossPerMillion: 50_000, duplicationPerMillion: 100_000, reorderingPerMillion: 100_000 },
          ...{ delayPerMillion: 300_000, delayMaxUs: 2000, corruptionPerMillion: 100_000 },
        },
        direct: (w) => w.clog(1, 2, 1200),
      });
      world.wakeDirectorAt(700);
      world.run(10_000);
      expect(overtakings(world.witness.details("receive"))).toBe(0);
      expect(world.network.counters.overtaken).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test("a share of the sends over a cut link is noticed, by the incarnation that sent", () => {
  const network = { unreachablePerMillion: 300_000 };
  const world = createStream(1000, 10, { network });
  world.cut(1, 2);
  world.run(10_000);
  expect(Math.abs(world.witness.details("unreachable", 1).length - 300)).toBeLessThan(60);
  expect(new Set(world.witness.details("unreachable"))).toEqual(new Set([2]));

  // Both incarnations send; each would notice at 100 after its start, but the first is gone by then.
  const restarted = createStream(1, 10, {
    network: { unreachablePerMillion: 1_000_000 },
    direct: (w) => {
      w.crash(1);
      w.restart(1);
    },
  });
  restarted.cut(1, 2);
  restarted.wakeDirectorAt(50);
  restarted.run(1000);
  const notices = restarted.witness.happenings.filter((h) => h.what === "unreachable");
  expect(notices.map((h) => h.localUs)).toEqual([150]);
});

test("sending to oneself, or to nobody, is an error", () => {
  for (const to of [1, 0, 4]) {
    const world = createProbeWorld({ script: (process) => process.id === 1 && process.send(to, 0, 0, 0) });
    expect(() => world.run(10)).toThrow(`Endpoint 1 sends to endpoint ${to}.`);
  }
});
