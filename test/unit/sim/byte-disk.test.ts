import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FileOperation, World } from "../../../src/sim/index.ts";
import { Journal } from "./journal.ts";
import { createProbeWorld, type Log, type ProbeOptions } from "./probe.ts";

type Plan = Readonly<Record<number, (world: World<Log>) => void>>;

/** One node writes `perEvent` numbers every 100 microseconds, from 1 on; a sync takes 30. */
function createWriter(perEvent: number, plan: Plan = {}, options: ProbeOptions = {}): World<Log> {
  const world = createProbeWorld({
    nodes: 1,
    createFiledImage: (_, files) => new Journal(files),
    ...options,
    disk: { syncMinUs: 30, syncMaxUs: 30, ...options.disk },
    script: (process, { localUs, what }) => {
      if (what !== "start" && what !== "deadline") return;
      const done = (localUs / 100) * perEvent;
      for (let number = done + 1; number <= done + perEvent; number++) process.write(number, number, 1);
      process.setDeadline(process.nowUs + 100);
    },
    direct: (w) => plan[w.nowUs]!(w),
  });
  for (const time of Object.keys(plan)) world.wakeDirectorAt(Number(time));
  return world;
}

function journalOf(world: World<Log>): Journal {
  return world.process(1).image as Journal;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, place) => place + 1);
}

function writtenAt(world: World<Log>): [number, unknown][] {
  return world.witness.happenings
    .filter(({ what }) => what === "written")
    .map(({ localUs, detail }) => [localUs, detail]);
}

test("each sync of a batch takes its time, and what is written meanwhile is in the next batch", () => {
  const world = createWriter(2);
  world.runUntil(99);
  // The directory, and the file.
  expect(writtenAt(world)).toEqual([[60, 2]]);
  expect(world.diskCounters).toMatchObject({ writes: 2, syncs: 2 });
  world.slowDisk(1, 100, 100);
  world.runUntil(500);
  expect(writtenAt(world)).toEqual([
    [60, 2],
    [230, 4],
    [490, 6],
  ]);
});

test("the image knows of the batch before the program does", () => {
  const world = createWriter(1);
  world.runUntil(70);
  expect(world.witness.happenings.map(({ what }) => what)).toEqual(["start", "applied", "written"]);
});

test("what is no sync is done as soon as its turn comes", () => {
  const world = createWriter(5);
  world.runUntil(29);
  expect(journalOf(world).numbers).toEqual([1]);
  world.runUntil(31);
  expect(journalOf(world).numbers).toEqual([1, 2, 3, 4]);
});

test("a crash in the midst of a batch leaves what was synced by then, and of the rest any beginning", () => {
  const left = new Set<number>();
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 600 }), (seed, crashUs) => {
      const disk = { crashLosesPerMillion: 300_000, crashTearsPerMillion: 400_000 };
      const world = createWriter(3, { [crashUs]: (w) => w.crash(1) }, { seed, disk });
      world.runUntil(1000);
      const durable = Math.max(0, ...(world.witness.details("written") as number[]));
      const { crashes, numbers } = journalOf(world);
      // Sectors that are missing are zeros.
      const found = numbers.filter((number) => number > 0);
      expect(found.slice(0, durable)).toEqual(upTo(durable));
      expect(found.length).toBeLessThanOrEqual(durable + 6);
      expect(crashes).toBe(1);
      left.add(found.length - durable);
    }),
    { numRuns: 300 },
  );
  expect(left.size).toBeGreaterThan(3);
});

test("a crash of the process alone leaves the page cache, and one of the power only what is durable of it", () => {
  const found = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    // By the second crash a process has found what the first one left, and has synced nothing of it.
    const again = (w: World<Log>): void => {
      w.restart(1);
      w.crash(1);
    };
    const plan = { 20: (w: World<Log>) => w.crash(1), 40: again };
    const world = createWriter(2, plan, { seed: `${seed}`, disk: { crashLosesPerMillion: 1_000_000 } });
    world.runUntil(30);
    const first = journalOf(world).numbers.length;
    world.runUntil(90);
    found.add(`${first} ${journalOf(world).numbers.length}`);
  }
  expect([...found].sort()).toEqual(["0 0", "1 0", "1 1"]);
});

test("what was written in the event of the crash may be in the page cache by then", () => {
  const found = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    const disk = { crashLosesPerMillion: 300_000 };
    const world = createWriter(2, { 50: (w) => w.crashAfter(1, "write") }, { seed: `${seed}`, disk });
    world.runUntil(150);
    expect(world.isUp(1)).toBe(false);
    found.add(journalOf(world).numbers.join(" "));
  }
  expect([...found].sort()).toEqual(["1 2", "1 2 3 4"]);
});

describe("a sync that fails", () => {
  test.each([
    ["the one under way", 20],
    ["or else the next", 70],
  ])("is %s, and the batch ends with it", (_, atUs) => {
    const world = createWriter(5, { [atUs]: (w) => w.failNextSync(1) });
    world.runUntil(299);
    expect(journalOf(world).failure).toBe(
      atUs === 20 ? "sync of the directory: input/output error" : "sync of 001: input/output error",
    );
    expect(world.witness.details("writeFailed")).toHaveLength(1);
    expect(world.witness.details("written")).toEqual([]);
    expect(world.diskCounters.syncsFailed).toBe(1);
  });

  test("is called off", () => {
    const world = createWriter(5, { 20: (w) => w.failNextSync(1), 21: (w) => w.disarm(1) });
    world.runUntil(299);
    expect(world.witness.details("writeFailed")).toEqual([]);
  });
});

describe("a full disk", () => {
  test("fails at the append, of which a part is there, or at the sync, and nothing of it is durable", () => {
    const failures = new Set<string>();
    const durable = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const world = createWriter(2, { 90: (w) => w.fillDisk(1), 150: (w) => w.crash(1) }, { seed: `${seed}` });
      world.runUntil(149);
      failures.add(journalOf(world).failure);
      expect(world.witness.details("writeFailed")).toEqual([2]);
      world.runUntil(200);
      durable.add(journalOf(world).numbers.join(" "));
    }
    // In the page cache there is room, and it is there until the power fails.
    expect([...durable].sort()).toEqual(["1 2", "1 2 3", "1 2 3 4"]);
    expect([...failures].sort()).toEqual([
      "append to 000: no space left on the disk",
      "sync of 000: no space left on the disk",
    ]);
  });

  test("goes on when it is freed before anything was to be written", () => {
    const world = createWriter(2, { 70: (w) => w.fillDisk(1), 90: (w) => w.freeDisk(1) });
    world.runUntil(199);
    expect(writtenAt(world)).toEqual([
      [60, 2],
      [130, 4],
    ]);
  });
});

test("damage turns over one bit of what is at rest, and is remembered", () => {
  const world = createWriter(8, { 250: (w) => w.crash(1), 300: (w) => w.damageDisk(1) });
  world.runUntil(251);
  const before = journalOf(world).numbers;
  expect(world.isDamaged(1)).toBe(false);
  world.runUntil(400);
  const changes = journalOf(world).numbers.map((number, place) => number ^ before[place]!);
  const [changed, ...others] = changes.filter((change) => change !== 0);
  expect(others).toEqual([]);
  expect(Math.log2(changed!) % 1).toBe(0);
  expect(world.isDamaged(1)).toBe(true);
  expect(world.diskCounters.damages).toBe(1);
});

test("a batch that no file system could carry out is the image's to answer for", () => {
  const batch: FileOperation[] = [{ kind: "append", file: "nowhere", bytes: Uint8Array.of(1) }];
  const createFiledImage: ProbeOptions["createFiledImage"] = (_, files) =>
    Object.assign(new Journal(files), { takeBatch: () => batch });
  expect(() => createWriter(1, {}, { createFiledImage }).runUntil(100)).toThrow("refused: there is no file nowhere");
});

test("a world with disks of bytes goes on after a fork as the one that was never forked", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 0, max: 900 }),
      fc.integer({ min: 0, max: 900 }),
      (seed, forkUs, crashUs) => {
        const disk = { syncMinUs: 10, syncMaxUs: 200, crashLosesPerMillion: 300_000, crashTearsPerMillion: 400_000 };
        const plan: Plan = { [crashUs]: (w) => w.crash(1), 901: (w) => w.damageDisk(1), 902: (w) => w.restart(1) };
        const stateOf = (world: World<Log>) => {
          const { happenings } = world.witness;
          return [world.fingerprint(), journalOf(world).numbers, { ...world.diskCounters }, happenings];
        };
        const original = createWriter(3, plan, { seed, disk });
        original.runUntil(forkUs);
        const copy = original.fork();
        original.runUntil(2000);
        const other = createWriter(3, plan, { seed, disk });
        other.runUntil(2000);
        expect(stateOf(original)).toEqual(stateOf(other));
        copy.runUntil(2000);
        expect(stateOf(copy)).toEqual(stateOf(original));
      },
    ),
  );
});
