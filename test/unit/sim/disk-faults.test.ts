import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { World } from "../../../src/sim/index.ts";
import type { Log } from "./probe.ts";
import { createProbeWorld, type LoggedImage, type ProbeOptions } from "./probe.ts";

type Plan = Readonly<Record<number, (world: World<Log>) => void>>;

/** One node writes `perEvent` records every 100 microseconds, numbered from 1; a sync takes 50. */
function createWriter(perEvent: number, plan: Plan, options: ProbeOptions = {}): World<Log> {
  let next = 0;
  const world = createProbeWorld({
    nodes: 1,
    ...options,
    script: (process, { what }) => {
      if (what !== "start" && what !== "deadline") return;
      for (let i = 0; i < perEvent; i++) process.write(++next, next, 1);
      process.setDeadline(process.nowUs + 100);
    },
    direct: (w) => plan[w.nowUs]!(w),
  });
  for (const time of Object.keys(plan)) world.wakeDirectorAt(Number(time));
  return world;
}

function imageOf(world: World<Log>): LoggedImage {
  return world.process(1).image as LoggedImage;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, place) => place + 1);
}

function times(world: World<Log>, what: "written" | "writeFailed"): number[] {
  return world.witness.happenings.filter((h) => h.what === what).map((h) => h.localUs);
}

describe("a sync that is to fail", () => {
  test.each([
    ["the one under way", 120, [2, 6], [4]],
    ["or else the next", 160, [2, 4], [6]],
  ])("is %s, and only that", (_, atUs, written, failed) => {
    const world = createWriter(2, { [atUs]: (w) => w.failNextSync(1) });
    world.runUntil(290);
    expect(world.witness.details("written")).toEqual(written);
    expect(world.witness.details("writeFailed")).toEqual(failed);
    expect(world.diskCounters).toMatchObject({ syncs: 3, syncsFailed: 1 });
  });

  test("leaves a prefix of its writes durable, any of them", () => {
    const kept = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const world = createWriter(4, { 10: (w) => w.failNextSync(1) }, { seed: `${seed}` });
      world.runUntil(99);
      const durable = world.witness.details("applied");
      expect(durable).toEqual(upTo(durable.length));
      expect(imageOf(world).visible).toEqual([1, 2, 3, 4]);
      kept.add(durable.length);
    }
    expect([...kept].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test("loses the rest for good, and all that is written behind it, but the program sees it until it crashes", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 151, max: 1000 }), (seed, crashUs) => {
        const plan = {
          10: (w: World<Log>) => w.failNextSync(1),
          1001: (w: World<Log>) => w.restart(1),
          [crashUs]: (w: World<Log>) => w.crash(1),
        };
        const world = createWriter(4, plan, { seed });
        world.runUntil(crashUs - 1);
        const durable = world.witness.details("applied");
        const synced = Math.max(...(world.witness.details("written") as number[]));
        expect(imageOf(world).visible).toEqual(upTo(synced));
        world.runUntil(1000);
        const { writes, writesLost, crashesThatLostWrites } = world.diskCounters;
        if (durable.length >= 4) {
          // Nothing was lost: there is no hole, and a crash leaves whatever had been written.
          expect(imageOf(world).visible).toEqual(upTo(writes));
          expect(writesLost).toBe(0);
        } else {
          expect(imageOf(world).visible).toEqual(durable);
          expect(world.witness.details("applied")).toEqual(durable);
          expect([writesLost, crashesThatLostWrites]).toEqual([writes - durable.length, 1]);
        }
        // The next incarnation's writes stand behind what survived, and are durable.
        const before = imageOf(world).visible.length;
        world.runUntil(1051);
        expect(world.witness.details("applied")).toHaveLength(before + 4);
      }),
    );
  });

  test.each([
    ["a crash", (w: World<Log>) => [w.crash(1), w.restart(1)]],
    ["disarming", (w: World<Log>) => w.disarm(1)],
  ])("is called off by %s", (_, callOff) => {
    const world = createWriter(1, {
      60: (w) => {
        w.failNextSync(1);
        callOff(w);
      },
    });
    world.runUntil(1000);
    expect(world.diskCounters.syncsFailed).toBe(0);
    expect(world.witness.details("written").length).toBeGreaterThan(8);
  });
});

describe("a full disk", () => {
  test("fails every sync until it is freed, and nothing of them is durable", () => {
    const world = createWriter(3, { 60: (w) => w.fillDisk(1), 310: (w) => w.freeDisk(1) });
    world.runUntil(460);
    expect(times(world, "written")).toEqual([50, 350, 450]);
    expect(times(world, "writeFailed")).toEqual([150, 250]);
    expect(world.witness.details("applied")).toEqual([1, 2, 3]);
    expect(imageOf(world).visible).toEqual(upTo(15));
    world.crash(1);
    expect(imageOf(world).visible).toEqual([1, 2, 3]);
    expect(world.diskCounters).toMatchObject({ syncsFailed: 2, writesLost: 12, crashesThatLostWrites: 1 });
  });

  test("stays full across a crash, which leaves nothing of what was not synced", () => {
    const world = createWriter(2, {
      60: (w) => w.fillDisk(1),
      110: (w) => {
        w.crash(1);
        w.restart(1);
      },
    });
    world.runUntil(180);
    expect(imageOf(world).visible).toEqual([1, 2, 5, 6]);
    expect(times(world, "writeFailed")).toEqual([160]);
    world.crash(1);
    expect(imageOf(world).visible).toEqual([1, 2]);
    expect(world.diskCounters).toMatchObject({ writesLost: 4, crashesThatLostWrites: 2 });
  });

  test("costs nothing if nothing is written", () => {
    const world = createWriter(0, { 60: (w) => w.fillDisk(1), 110: (w) => w.crash(1) });
    world.runUntil(180);
    expect(world.diskCounters).toMatchObject({ syncsFailed: 0, crashesThatLostWrites: 0 });
  });
});

describe("a slow disk", () => {
  test("takes so much longer for each sync that begins, by choice, until it is fast again", () => {
    const world = createWriter(1, { 60: (w) => w.slowDisk(1, 20, 40), 9960: (w) => w.slowDisk(1, 0, 0) });
    world.runUntil(11_000);
    const latencies = times(world, "written").map((us) => us % 100);
    const slow = latencies.slice(1, 100);
    expect([Math.min(...slow), Math.max(...slow)]).toEqual([70, 90]);
    expect(new Set(slow).size).toBe(21);
    expect(new Set(latencies.slice(100))).toEqual(new Set([50]));
  });

  test("is slow after a crash too", () => {
    const world = createWriter(1, {
      60: (w) => {
        w.slowDisk(1, 500, 500);
        w.crash(1);
        w.restart(1);
      },
    });
    world.runUntil(700);
    expect(times(world, "written")).toEqual([50, 610]);
  });

  test("cannot be fast", () => {
    const world = createProbeWorld();
    for (const [min, max] of [
      [-1, 5],
      [5, 4],
      [0.5, 1],
    ] as const) {
      expect(() => world.slowDisk(1, min, max)).toThrow(`slower by ${min} to ${max}`);
    }
  });
});

describe("damage at rest", () => {
  test("is at a place of its own, and known to the world", () => {
    const world = createWriter(1, {});
    world.runUntil(60);
    expect(world.isDamaged(1)).toBe(false);
    for (let i = 0; i < 50; i++) world.damageDisk(1);
    expect(world.isDamaged(1)).toBe(true);
    const { damages } = imageOf(world);
    expect(damages.every((place) => Number.isInteger(place) && place >= 0 && place < 1024)).toBe(true);
    expect(new Set(damages).size).toBeGreaterThan(40);
    expect(world.diskCounters.damages).toBe(50);
  });

  test("is in what a crash leaves, also after a failed sync", () => {
    const world = createWriter(2, { 10: (w) => w.fillDisk(1) });
    world.runUntil(60);
    world.damageDisk(1);
    const { damages } = imageOf(world);
    world.crash(1);
    expect(imageOf(world).damages).toEqual(damages);
    expect([damages.length, world.isDamaged(1)]).toEqual([1, true]);
  });
});

test("a fork made while a sync is to fail, or after it failed, or on a full and slow disk, goes on like its original", () => {
  const plan = {
    110: (w: World<Log>) => {
      w.failNextSync(1);
      w.slowDisk(1, 5, 60);
    },
    310: (w: World<Log>) => w.fillDisk(1),
    410: (w: World<Log>) => w.damageDisk(1),
    480: (w: World<Log>) => w.crash(1),
  };
  for (const forkUs of [115, 250, 350, 420, 490]) {
    // The script's counter is not part of the world, so original and copy get their writes one after the other.
    const create = () => createWriter(5, plan, { seed: "2" });
    const untouched = create();
    untouched.runUntil(600);
    const original = create();
    original.runUntil(forkUs);
    const copy = original.fork();
    if (original.isUp(1)) original.crash(1);
    copy.runUntil(600);
    expect(copy.diskCounters).toEqual(untouched.diskCounters);
    expect(copy.fingerprint()).toBe(untouched.fingerprint());
    expect(imageOf(copy).visible).toEqual(imageOf(untouched).visible);
    expect(imageOf(copy).damages).toEqual(imageOf(untouched).damages);
    expect(copy.isDamaged(1)).toBe(true);
  }
});
