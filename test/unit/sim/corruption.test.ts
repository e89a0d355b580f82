import { expect, test } from "vitest";
import { MILLION, type World } from "../../../src/sim/index.ts";
import { createProbeWorld, createStream, type Log, type ProbeOptions } from "./probe.ts";

/** Node 1 sends to node 2 at once: a whole message, then a damaged one. */
function sendBoth(options: ProbeOptions = {}): World<Log> {
  return createProbeWorld({
    ...options,
    script: (process, { what }) => {
      if (what !== "start" || process.id !== 1) return;
      process.send(2, "whole", 1, 1);
      process.sendDamaged(2, 1, 1);
    },
  });
}

test("a damaged frame is counted where it arrives, and is no event there", () => {
  const world = sendBoth();
  const untilItArrives = world.fork();
  world.run(100);
  expect(world.witness.details("receive")).toEqual(["whole"]);
  expect(world.network.counters).toMatchObject({ sent: 2, delivered: 1, corrupted: 1, dropped: 1 });
  // Three starts and one arrival.
  expect(world.eventCount).toBe(4);
  untilItArrives.runUntil(99);
  expect(untilItArrives.network.counters).toMatchObject({ sent: 2, dropped: 0 });
});

test("what is damaged from the beginning is sent as if it were whole, with the same trace", () => {
  const fingerprintAfter = (act: Parameters<typeof createProbeWorld>[0]) => {
    const world = createProbeWorld(act);
    world.step();
    return world.fingerprint();
  };
  const whole = fingerprintAfter({ script: (process) => process.send(2, "payload", 7, 3) });
  const damaged = fingerprintAfter({ script: (process) => process.sendDamaged(2, 7, 3) });
  const another = fingerprintAfter({ script: (process) => process.sendDamaged(2, 7, 4) });
  expect(damaged).toBe(whole);
  expect(another).not.toBe(damaged);
});

test("a copy of what is damaged from the beginning is damaged too; losses and cuts stop it as they stop others", () => {
  const copied = sendBoth({ conditions: { duplicationPerMillion: MILLION } });
  copied.run(100);
  expect(copied.network.counters).toMatchObject({ duplicated: 2, delivered: 2, corrupted: 2 });
  const lost = sendBoth({ conditions: { lossPerMillion: MILLION } });
  lost.run(100);
  expect(lost.network.counters).toMatchObject({ droppedByLoss: 2, corrupted: 0 });
  const cut = sendBoth({ network: { unreachablePerMillion: MILLION } });
  cut.cut(1, 2);
  cut.run(100);
  expect(cut.network.counters).toMatchObject({ droppedByCut: 2, corrupted: 0 });
  expect(cut.witness.details("unreachable")).toEqual([2, 2]);
});

test.each<[string, (world: World<Log>) => void, object]>([
  ["that a cut lost", (w) => w.cut(1, 2), { droppedInFlight: 2, corrupted: 0 }],
  ["that comes to a crashed endpoint", (w) => w.crash(2), { droppedAtDead: 2, corrupted: 0 }],
  ["that comes to a paused endpoint", (w) => w.pause(2, 1000), { delivered: 1, corrupted: 1 }],
])("a damaged frame %s counts there", (_, direct, counts) => {
  const world = sendBoth({ direct });
  world.wakeDirectorAt(50);
  world.run(100);
  expect(world.network.counters).toMatchObject({ ...counts, sent: 2 });
});

test("a paused endpoint that crashes held no damaged frames", () => {
  const world = sendBoth({ direct: (w) => (w.nowUs === 50 ? w.pause(2, 1000) : w.crash(2)) });
  for (const atUs of [50, 500]) world.wakeDirectorAt(atUs);
  world.run(100);
  expect(world.network.counters).toMatchObject({ delivered: 0, droppedAtDead: 1, corrupted: 1, dropped: 2 });
});

test("damage overtakes nothing, and what comes after it is not overtaken by it", () => {
  const world = createStream(2000, 10, {
    network: { jitterUs: 100 },
    conditions: { corruptionPerMillion: 500_000 },
  });
  world.run(10_000);
  let latest = -1;
  let overtaken = 0;
  for (const number of world.witness.details("receive") as number[]) {
    if (number < latest) overtaken++;
    latest = Math.max(latest, number);
  }
  expect(overtaken).toBeGreaterThan(50);
  expect(world.network.counters.overtaken).toBe(overtaken);
});
