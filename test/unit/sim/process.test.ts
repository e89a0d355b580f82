import { expect, test } from "vitest";
import type { World } from "../../../src/sim/index.ts";
import { createProbeWorld, type Log } from "./probe.ts";

/** What is done when the director wakes, by time. */
function timetable(plan: Record<number, (world: World<Log>) => void>): (world: World<Log>) => void {
  return (world) => plan[world.nowUs]?.(world);
}

function wakeAt(world: World<Log>, plan: Record<number, unknown>): void {
  for (const time of Object.keys(plan)) world.wakeDirectorAt(Number(time));
}

function createDirected(plan: Record<number, (world: World<Log>) => void>, options = {}): World<Log> {
  const world = createProbeWorld({ ...options, direct: timetable(plan) });
  wakeAt(world, plan);
  return world;
}

test("every endpoint starts once at time zero, in the order of ids", () => {
  const world = createProbeWorld({ nodes: 2, clients: 2 });
  world.run(100);
  expect(world.witness.happenings.map((h) => `${h.id} ${h.what} ${h.localUs}`)).toEqual([
    ...["1 start 0", "2 start 0"],
    ...["3 start 0", "4 start 0"],
  ]);
});

test("a message survives the crash of its sender and reaches a later incarnation of its receiver", () => {
  const world = createDirected({
    10: (w) => w.process(1).send(2, "late", 1, 1),
    20: (w) => w.crash(1),
    30: (w) => w.crash(2),
    40: (w) => w.restart(2),
  });
  world.run(100);
  expect(world.witness.details("start", 2)).toHaveLength(2);
  expect(world.witness.details("receive")).toEqual(["late"]);
});

test("what arrives where nothing runs is dropped and counted", () => {
  const world = createDirected({ 10: (w) => w.process(1).send(2, "lost", 1, 1), 20: (w) => w.crash(2) });
  world.run(100);
  expect(world.witness.details("receive")).toEqual([]);
  expect(world.network.counters).toMatchObject({ sent: 1, delivered: 0, droppedAtDead: 1 });
});

test("nothing gets to a program before its start", () => {
  // The message is due when the node is booted, and was queued before its start.
  const world = createDirected({
    10: (w) => {
      w.process(1).send(2, "early", 1, 1);
      w.crash(2);
    },
    110: (w) => w.restart(2),
  });
  world.run(100);
  expect(world.witness.happenings.filter((h) => h.id === 2).map((h) => h.what)).toEqual(["start", "start"]);
});

test("up and down are as the director left them, at once", () => {
  const world = createDirected({
    10: (w) => {
      expect([w.isUp(1), w.program(1) === undefined]).toEqual([true, false]);
      w.crash(1);
      expect([w.isUp(1), w.program(1)]).toEqual([false, undefined]);
      expect(() => w.crash(1)).toThrow("down");
      expect(() => w.pause(1, 5)).toThrow("down");
      w.restart(1);
      expect([w.isUp(1), w.program(1) === undefined]).toEqual([true, false]);
      expect(() => w.restart(1)).toThrow("up");
      w.crash(1);
    },
  });
  world.run(100);
  expect(world.isUp(1)).toBe(false);
  expect(world.witness.details("start", 1)).toHaveLength(1);
});

test("a paused endpoint gets its events after the pause, in their order, and its clock went on", () => {
  const world = createDirected(
    {
      10: (w) => {
        for (let i = 0; i < 4; i++) w.process(1).send(2, `a${i}`, 1, 1);
        w.process(2).setDeadline(150);
        w.process(2).write(1, "record", 1);
        w.pause(2, 490);
      },
      // These arrive in the very microsecond in which the pause ends, and may not get before what came earlier.
      400: (w) => w.process(1).send(2, "b", 1, 1),
      401: (w) => w.process(1).send(2, "c", 1, 1),
    },
    { nodes: 2 },
  );
  world.runUntil(499);
  expect(world.isPaused(2)).toBe(true);
  expect(world.witness.happenings).toHaveLength(2);
  world.run(100);
  const happenings = world.witness.happenings.slice(2);
  expect(happenings.map((h) => h.detail ?? h.what)).toEqual([
    ...["record", 1, "a0", "a1", "a2", "a3"],
    ...["deadline", "b", "c"],
  ]);
  expect(happenings.slice(1).map((h) => h.localUs)).toEqual([500, 500, 500, 500, 500, 500, 500, 501]);
  expect(world.isPaused(2)).toBe(false);
});

test("a program moves its deadline while events of the pause are still waiting", () => {
  const world = createDirected(
    {
      10: (w) => {
        w.process(1).send(2, "heartbeat", 1, 1);
        w.process(2).setDeadline(150);
        w.pause(2, 490);
      },
    },
    {
      nodes: 2,
      script: (process: { id: number; nowUs: number; setDeadline(us: number): void }, { what }: { what: string }) => {
        if (what === "receive") process.setDeadline(process.nowUs + 1000);
      },
    },
  );
  world.run(100);
  expect(world.witness.happenings.filter((h) => h.what === "deadline").map((h) => h.localUs)).toEqual([1500]);
});

test("a pause within a pause lengthens it, or changes nothing", () => {
  const world = createDirected({
    10: (w) => {
      w.process(1).send(2, "message", 1, 1);
      w.pause(2, 200);
    },
    20: (w) => w.pause(2, 500),
    30: (w) => w.pause(2, 5),
  });
  world.run(100);
  expect(world.witness.happenings.at(-1)).toMatchObject({ detail: "message", localUs: 520 });
});

test("what waits for a paused endpoint is lost when it crashes, and a later pause is a new one", () => {
  const world = createDirected({
    10: (w) => {
      w.process(1).send(2, "lost", 1, 1);
      w.pause(2, 500);
    },
    200: (w) => w.crash(2),
    210: (w) => w.restart(2),
    220: (w) => w.process(1).send(2, "prompt", 1, 1),
    400: (w) => w.pause(2, 1000),
    450: (w) => w.process(1).send(2, "held", 1, 1),
  });
  world.run(100);
  const received = world.witness.happenings.filter((h) => h.what === "receive");
  expect(received.map((h) => `${h.detail} ${h.localUs}`)).toEqual(["prompt 320", "held 1400"]);
  expect(world.network.counters).toMatchObject({ sent: 3, delivered: 2, droppedAtDead: 1 });
});

test("a cut does not lose what had reached a paused endpoint", () => {
  const world = createDirected({
    10: (w) => {
      w.process(1).send(2, "there", 1, 1);
      w.pause(2, 500);
    },
    200: (w) => w.cut(1, 2),
  });
  world.run(100);
  expect(world.witness.details("receive")).toEqual(["there"]);
});

test("running until a time handles what is due by then, and lets the time pass", () => {
  const world = createDirected({ 10: (w) => w.process(1).send(2, "x", 1, 1) });
  world.runUntil(109);
  expect([world.witness.details("receive").length, world.nowUs]).toEqual([0, 109]);
  world.runUntil(110);
  expect([world.witness.details("receive").length, world.nowUs]).toEqual([1, 110]);
  world.runUntil(5000);
  expect([world.nowUs, world.step()]).toEqual([5000, false]);
  expect(() => world.wakeDirectorAt(4999)).toThrow("it is 5000");
});

test("a world wants a clock for each endpoint, and knows its endpoints", () => {
  expect(() => createProbeWorld({ nodes: 2, clocks: [] })).toThrow("2 endpoints and 0 clocks");
  expect(() => createProbeWorld().crash(9)).toThrow("no endpoint 9 among 3");
});
