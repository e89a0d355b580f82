import fc from "fast-check";
import { expect, test } from "vitest";
import type { World } from "../../../src/sim/index.ts";
import { linkBetween } from "../../../src/sim/links.ts";
import { createProbeWorld, type Log, type ProbeOptions } from "./probe.ts";

/** Node 1 sends the numbers from 0 to node 2, one every `everyUs`. */
function createStream(count: number, everyUs: number, options: ProbeOptions): World<Log> {
  let next = 0;
  return createProbeWorld({
    ...options,
    script: (process, { what }) => {
      if (process.id !== 1 || (what !== "start" && what !== "deadline")) return;
      process.send(2, next, 10, next);
      if (++next < count) process.setDeadline(process.nowUs + everyUs);
    },
  });
}

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
  const world = createStream(1000, 50, { network: { reorderingPerMillion: 50_000 } });
  world.run(10_000);
  const { delayed, overtaken, delivered } = world.network.counters;
  expect(delivered).toBe(1000);
  expect(delayed).toBeGreaterThan(20);
  expect(delayed).toBeLessThan(100);
  expect(overtaken).toBeGreaterThan(delayed / 2);
});

test("an in-order link never lets a message overtake another, whatever else it does", () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const world = createStream(200, 10, {
        seed,
        network: {
          ...{ inOrder: true, jitterUs: 500, lossPerMillion: 50_000 },
          ...{ duplicationPerMillion: 100_000, reorderingPerMillion: 100_000 },
        },
      });
      world.wakeDirectorAt(1000);
      world.run(10_000);
      expect(overtakings(world.witness.details("receive"))).toBe(0);
      expect(world.network.counters.overtaken).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test("losses and copies are as frequent as the profile says", () => {
  const world = createStream(10_000, 10, { network: { lossPerMillion: 100_000, duplicationPerMillion: 50_000 } });
  world.run(100_000);
  const { droppedByLoss, duplicated, delivered, sent } = world.network.counters;
  expect(sent).toBe(10_000);
  expect(Math.abs(droppedByLoss - 1000)).toBeLessThan(150);
  expect(Math.abs(duplicated - 450)).toBeLessThan(100);
  expect(delivered).toBe(sent - droppedByLoss + duplicated);
});

test("what is lost changes with the loss only, not with the other faults", () => {
  const lost = (network: ProbeOptions["network"]) => {
    const world = createStream(500, 1000, { network: { lossPerMillion: 100_000, ...network } });
    world.run(10_000);
    const received = new Set(world.witness.details("receive"));
    return Array.from({ length: 500 }, (_, i) => i).filter((i) => !received.has(i));
  };
  expect(lost({})).toEqual(lost({ duplicationPerMillion: 300_000, reorderingPerMillion: 300_000, jitterUs: 50 }));
  expect(lost({ lossPerMillion: 200_000 })).toEqual(expect.arrayContaining(lost({})));
});

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
  for (let a = 1; a <= 7; a++) for (let b = 1; b <= 7; b++) if (world.network.isCut(a, b)) cut.push(`${a}${b}`);
  expect(cut.sort()).toEqual(["12", "13", "15", "42", "43", "45", "21", "31", "51", "24", "34", "54"].sort());
  world.healAll();
  expect(world.network.isCut(1, 2)).toBe(false);
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

/** Each message is late by its own choice: at least a microsecond, and at most what was set. */
function expectLate(arrival: string | undefined, who: string): void {
  expect(arrival).toMatch(new RegExp(`^${who} `));
  expect(Number(arrival!.split(" ")[1])).toSatisfy((us: number) => us > 100 && us <= 140);
}

test("extra delay and loss can be changed on the way, for nodes alone or for all", () => {
  const arrivals = (change: (world: World<Log>) => void) => {
    const world = createProbeWorld({
      nodes: 2,
      clients: 1,
      script: (process, { what }) => {
        if (what !== "start" || process.id !== 1) return;
        process.send(2, "node", 1, 1);
        process.send(3, "client", 1, 1);
      },
    });
    change(world);
    world.run(100);
    const received = world.witness.happenings.filter((h) => h.what === "receive");
    return { delayed: world.network.counters.delayed, at: received.map((h) => `${h.detail} ${h.localUs}`) };
  };
  const ofNodes = arrivals((w) => w.setExtraDelay(40, "nodes"));
  expect(ofNodes).toMatchObject({ delayed: 1, at: ["client 100", expect.any(String)] });
  expectLate(ofNodes.at[1], "node");
  const ofAll = arrivals((w) => w.setExtraDelay(40));
  expect(ofAll.delayed).toBe(2);
  for (const who of ["client", "node"])
    expectLate(
      ofAll.at.find((arrival) => arrival.startsWith(who)),
      who,
    );
  expect(arrivals((w) => w.setLoss(1_000_000, "nodes"))).toEqual({ delayed: 0, at: ["client 100"] });
  expect(arrivals((w) => w.setLoss(1_000_000))).toEqual({ delayed: 0, at: [] });
});

test("sending to oneself, or to nobody, is an error", () => {
  for (const to of [1, 0, 4]) {
    const world = createProbeWorld({ script: (process) => process.id === 1 && process.send(to, 0, 0, 0) });
    expect(() => world.run(10)).toThrow(`Endpoint 1 sends to endpoint ${to}.`);
  }
});
