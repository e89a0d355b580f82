import fc from "fast-check";
import { expect, test } from "vitest";
import type { World } from "../../../src/sim/index.ts";
import { createProbeWorld, type Log, type ProbeOptions } from "./probe.ts";

/** One node writes `perEvent` records every 10 microseconds, numbered from 1, and crashes at `crashUs`. */
function createWriter(perEvent: number, crashUs: number, options: ProbeOptions): World<Log> {
  let next = 0;
  const world = createProbeWorld({
    nodes: 1,
    ...options,
    script: (process, { what }) => {
      if (what !== "start" && what !== "deadline") return;
      for (let i = 0; i < perEvent; i++) process.write(++next, next, 1);
      process.setDeadline(process.nowUs + 10);
    },
    direct: (w) => w.crash(1),
  });
  world.wakeDirectorAt(crashUs);
  return world;
}

test("one sync covers what one event wrote, and what is written during a sync waits for the next", () => {
  const world = createWriter(2, 1_000_000, { disk: { syncMinUs: 25, syncMaxUs: 25 } });
  world.runUntil(75);
  // Synced: the writes of time 0, then those of 10 and 20, then those of 30 and 40.
  expect(world.witness.details("written")).toEqual([2, 6, 10]);
  expect(world.diskCounters).toMatchObject({ writes: 16, syncs: 4 });
});

test("a record is in the image before its write is reported, and not earlier than a sync takes", () => {
  const world = createWriter(1, 1_000_000, {});
  world.runUntil(49);
  expect(world.witness.details("applied")).toEqual([]);
  world.runUntil(50);
  const disk = world.witness.happenings.filter((h) => h.what === "applied" || h.what === "written");
  expect(disk.map((h) => h.what)).toEqual(["applied", "written"]);
});

test("a crash loses nothing that was synced, and what survives is a prefix of what was written", () => {
  const profiles = fc.record({
    crashLosesPerMillion: fc.integer({ min: 0, max: 500_000 }),
    crashTearsPerMillion: fc.integer({ min: 0, max: 500_000 }),
    syncMaxUs: fc.integer({ min: 50, max: 500 }),
  });
  fc.assert(
    fc.property(fc.string(), profiles, fc.integer({ min: 0, max: 1000 }), (seed, disk, crashUs) => {
      const world = createWriter(3, crashUs, { seed, disk });
      world.run(10_000);
      const synced = Math.max(0, ...(world.witness.details("written") as number[]));
      const applied = world.witness.details("applied");
      const torn = world.witness.details("torn");
      const { writes, writesLost, writesTorn, crashesThatLostWrites } = world.diskCounters;
      expect(applied).toEqual(Array.from({ length: applied.length }, (_, i) => i + 1));
      expect(applied.length).toBeGreaterThanOrEqual(synced);
      expect(torn.length).toBe(writesTorn);
      expect(applied.length + writesLost + writesTorn).toBe(writes);
      expect(crashesThatLostWrites).toBe(writesLost + writesTorn > 0 ? 1 : 0);
      if (torn.length > 0) expect(world.witness.happenings.at(-1)?.what).toBe("torn");
    }),
  );
});

test("all three fates of unsynced writes occur, and each torn record keeps a share of its own", () => {
  const shares = new Set<unknown>();
  const survivors = new Set<number>();
  for (let seed = 0; seed < 100; seed++) {
    const disk = { crashLosesPerMillion: 150_000, crashTearsPerMillion: 150_000 };
    const world = createWriter(4, 5, { seed: `${seed}`, disk });
    world.run(10);
    survivors.add(world.witness.details("applied").length);
    for (const share of world.witness.details("torn")) shares.add(share);
  }
  expect([...survivors].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(shares.size).toBeGreaterThan(20);
});

test("a sync that was under way is not reported to the next incarnation, whose writes count from anew", () => {
  const world = createProbeWorld({
    nodes: 1,
    script: (process, { what }) => {
      if (what === "start") process.write(1, process.nowUs, 1);
    },
    direct: (w) => {
      w.crash(1);
      w.restart(1);
    },
  });
  world.wakeDirectorAt(30);
  world.run(100);
  const written = world.witness.happenings.filter((h) => h.what === "written");
  expect(written.map((h) => h.localUs)).toEqual([80]);
});

test("a read answers with its request after its latency", () => {
  const request = { index: 3 };
  const world = createProbeWorld({
    nodes: 1,
    disk: { readMinUs: 10, readMaxUs: 30, slowReadsPerMillion: 0, slowReadUs: 0 },
    script: (process, { what }) => {
      if (what === "start") for (let i = 0; i < 200; i++) process.read(request);
    },
  });
  world.run(1000);
  const answers = world.witness.happenings.filter((h) => h.what === "readDone");
  expect(answers.every((h) => h.detail === request)).toBe(true);
  const times = answers.map((h) => h.localUs);
  expect([times.length, Math.min(...times), Math.max(...times)]).toEqual([200, 10, 30]);
  expect(world.diskCounters.reads).toBe(200);
});

test("write numbers that fall are an error", () => {
  const world = createProbeWorld({ script: (process) => [2, 1].forEach((n) => void process.write(n, n, 1)) });
  expect(() => world.run(1)).toThrow("write 1 after 2");
});
