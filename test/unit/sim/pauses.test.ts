import { describe, expect, test } from "vitest";
import type { World } from "../../../src/sim/index.ts";
import { createProbeWorld, type Log } from "./probe.ts";

type Plan = Readonly<Record<number, (world: World<Log>) => void>>;

/** Node 1 sends what the plan says, and node 2 is slow or paused. */
function createDirected(plan: Plan): World<Log> {
  const world = createProbeWorld({ nodes: 2, direct: (w) => plan[w.nowUs]!(w) });
  for (const time of Object.keys(plan)) world.wakeDirectorAt(Number(time));
  return world;
}

function send(world: World<Log>, ...payloads: readonly string[]): void {
  for (const payload of payloads) world.process(1).send(2, payload, 1, 1);
}

function received(world: World<Log>): string[] {
  return world.witness.happenings.filter((h) => h.what === "receive").map((h) => `${h.detail} ${h.localUs}`);
}

describe("a slow node", () => {
  test("handles one event after the other, each so long after the one before, in their order", () => {
    const world = createDirected({
      10: (w) => {
        w.slowDown(2, 50);
        send(w, "a", "b", "c");
      },
      // This arrives while "b" is being handled, and may not get before "c".
      80: (w) => send(w, "d"),
    });
    world.runUntil(130);
    expect(world.isPaused(2)).toBe(true);
    world.run(100);
    expect(received(world)).toEqual(["a 110", "b 160", "c 210", "d 260"]);
    expect(world.isPaused(2)).toBe(false);
  });

  test("is idle between events that come seldom", () => {
    const world = createDirected({
      10: (w) => {
        w.slowDown(2, 50);
        send(w, "a");
      },
      100: (w) => send(w, "b"),
    });
    world.run(100);
    expect(received(world)).toEqual(["a 110", "b 200"]);
  });

  test("is as fast as before when that is over, but finishes the event it is at", () => {
    const world = createDirected({
      10: (w) => {
        w.slowDown(2, 50);
        send(w, "a", "b", "c");
      },
      120: (w) => w.slowDown(2, 0),
    });
    world.run(100);
    expect(received(world)).toEqual(["a 110", "b 160", "c 160"]);
  });

  test("that crashes comes back fast, and what had queued up is lost", () => {
    const world = createDirected({
      10: (w) => {
        w.slowDown(2, 50);
        send(w, "a", "b");
      },
      120: (w) => {
        w.crash(2);
        expect(() => w.slowDown(2, 50)).toThrow("down");
        w.slowDown(2, 0);
        w.restart(2);
        send(w, "c", "d");
      },
    });
    world.run(100);
    expect(received(world)).toEqual(["a 110", "c 220", "d 220"]);
    expect(world.network.counters.droppedAtDead).toBe(1);
  });

  test("keeps its pauses apart from those it is given", () => {
    const world = createDirected({
      10: (w) => {
        w.slowDown(2, 50);
        send(w, "a", "b", "c");
      },
      120: (w) => w.pause(2, 500),
    });
    world.run(100);
    expect(received(world)).toEqual(["a 110", "b 620", "c 670"]);
  });
});

describe("a pause that is ended", () => {
  test("lets what waited come now, in its order, and is forgotten", () => {
    const world = createDirected({
      10: (w) => {
        w.pause(2, 10_000);
        send(w, "a", "b");
      },
      300: (w) => w.resume(2),
      400: (w) => send(w, "c"),
    });
    world.run(100);
    expect(received(world)).toEqual(["a 300", "b 300", "c 500"]);
  });

  test("does not end a later one early, nor does the wake-up that it left behind", () => {
    const world = createDirected({
      10: (w) => w.pause(2, 490),
      20: (w) => w.resume(2),
      30: (w) => {
        w.pause(2, 770);
        send(w, "a", "b");
      },
    });
    world.runUntil(600);
    // The wake-up left behind has come to nothing: what is queued is the one at 800.
    expect(world.queue.size).toBe(1);
    world.run(100);
    expect(received(world)).toEqual(["a 800", "b 800"]);
  });

  test("may be none, and then nothing happens", () => {
    const world = createDirected({ 10: (w) => w.resume(2), 20: (w) => send(w, "a") });
    world.run(100);
    expect(received(world)).toEqual(["a 120"]);
    expect(world.eventCount).toBe(3);
  });
});

test("a fork in the middle of a slow node's work goes on like its original", () => {
  const world = createDirected({
    10: (w) => {
      w.slowDown(2, 50);
      send(w, "a", "b", "c", "d");
    },
  });
  world.runUntil(170);
  const copy = world.fork();
  world.run(100);
  copy.run(100);
  expect(received(copy)).toEqual(received(world));
  expect(received(copy)).toHaveLength(4);
  expect(copy.fingerprint()).toBe(world.fingerprint());
});

test("what is up listens, but not before its first event nor in a pause", () => {
  const world = createDirected({
    10: (w) => {
      expect(w.isListening(2)).toBe(true);
      w.pause(2, 20);
      expect(w.isListening(2)).toBe(false);
    },
    40: (w) => {
      expect(w.isListening(2)).toBe(true);
      w.crash(2);
      expect(w.isListening(2)).toBe(false);
      w.restart(2);
      expect([w.isUp(2), w.isListening(2)]).toEqual([true, false]);
    },
  });
  expect(world.isListening(2)).toBe(false);
  world.runUntil(50);
  expect(world.isListening(2)).toBe(true);
});
