import { describe, expect, test } from "vitest";
import type { Moment, World } from "../../../src/sim/index.ts";
import { createProbeWorld, type Log, type ProbeOptions, type Script } from "./probe.ts";

/** Node 1 does what the script says when it starts and at each deadline; what the director does comes at time 10. */
function createDirected(
  script: Script,
  direct: (world: World<Log>) => unknown,
  options: ProbeOptions = {},
): World<Log> {
  const world = createProbeWorld({ nodes: 2, script, direct, ...options });
  world.wakeDirectorAt(10);
  return world;
}

/** At each deadline one of these, in turn; a deadline comes every 100 microseconds. */
function doInTurn(...acts: readonly ((process: Parameters<Script>[0]) => void)[]): Script {
  let next = 0;
  return (process, { id, what }) => {
    if (id !== 1) return;
    if (what === "deadline") acts[next++]?.(process);
    if (what === "start" || what === "deadline") process.setDeadline(process.nowUs + 100);
  };
}

const ACTS: Readonly<Record<Moment, (process: Parameters<Script>[0]) => void>> = {
  send: (process) => process.send(2, "message", 1, 1),
  write: (process) => process.write(1, "record", 1),
  vote: (process) => process.mark("vote"),
};
const MOMENTS: readonly Moment[] = ["send", "write", "vote"];

describe("a crash after a moment", () => {
  test.each(MOMENTS)("comes at the end of the next event with it: %s", (moment) => {
    const others = MOMENTS.filter((other) => other !== moment);
    const script = doInTurn(...others.map((other) => ACTS[other]), ACTS[moment]);
    const world = createDirected(script, (w) => w.crashAfter(1, moment));
    world.runUntil(250);
    expect(world.isUp(1)).toBe(true);
    world.runUntil(1000);
    expect(world.isUp(1)).toBe(false);
    expect(world.witness.details("deadline", 1)).toHaveLength(3);
    expect(world.endCounters).toEqual({ crashesAtMoments: 1, halts: 0 });
  });

  test("comes when the event's messages are sent and its writes made, and none is synced", () => {
    const script = doInTurn((process) => {
      process.send(2, "first", 1, 1);
      process.write(1, "record", 1);
      process.send(2, "second", 1, 1);
    });
    const world = createDirected(script, (w) => w.crashAfter(1, "send"), { disk: { crashLosesPerMillion: 1_000_000 } });
    world.run(100);
    expect(world.witness.details("receive", 2)).toEqual(["first", "second"]);
    expect(world.diskCounters).toMatchObject({ writes: 1, syncs: 0, writesLost: 1 });
  });

  test("comes once: the next incarnation is left alone", () => {
    const script = doInTurn(ACTS.send, ACTS.send, ACTS.send);
    const world = createDirected(script, (w) => {
      if (w.nowUs === 10) w.crashAfter(1, "send");
      else w.restart(1);
    });
    world.wakeDirectorAt(110);
    world.runUntil(1000);
    expect(world.isUp(1)).toBe(true);
    expect(world.witness.details("receive", 2)).toHaveLength(3);
  });

  test.each([
    ["a crash", (w: World<Log>) => [w.crash(1), w.restart(1)]],
    ["disarming", (w: World<Log>) => w.disarm(1)],
  ])("is called off by %s", (_, callOff) => {
    const script = doInTurn(ACTS.send);
    const world = createDirected(script, (w) => {
      w.crashAfter(1, "send");
      callOff(w);
    });
    world.runUntil(1000);
    expect(world.isUp(1)).toBe(true);
    expect(world.witness.details("receive", 2)).toHaveLength(1);
    expect(world.endCounters.crashesAtMoments).toBe(0);
  });

  test("waits for the last moment that was named", () => {
    const world = createDirected(doInTurn(ACTS.send, ACTS.write), (w) => {
      w.crashAfter(1, "send");
      w.crashAfter(1, "write");
    });
    world.run(100);
    expect(world.witness.details("deadline", 1)).toHaveLength(2);
    expect(world.isUp(1)).toBe(false);
  });

  test("can be set for what is up only", () => {
    createDirected(
      () => {},
      (w) => {
        w.crash(1);
        expect(() => w.crashAfter(1, "send")).toThrow("down");
      },
    ).run(100);
  });
});

describe("a program that halts", () => {
  test("is gone when its event is over, with what it did in it and without a sync", () => {
    const script = doInTurn((process) => {
      process.write(1, "record", 1);
      process.halt();
      process.send(2, "last words", 1, 1);
    });
    const world = createDirected(script, () => {});
    world.run(100);
    expect(world.isUp(1)).toBe(false);
    expect(world.witness.details("receive", 2)).toEqual(["last words"]);
    expect(world.diskCounters.syncs).toBe(0);
    expect(world.endCounters).toEqual({ crashesAtMoments: 0, halts: 1 });
  });

  test("can be restarted, and does not halt again on its own", () => {
    const world = createDirected(
      doInTurn((process) => process.halt()),
      (w) => w.nowUs === 200 && w.restart(1),
    );
    world.wakeDirectorAt(200);
    world.runUntil(150);
    expect(world.isUp(1)).toBe(false);
    world.runUntil(2000);
    expect(world.isUp(1)).toBe(true);
    expect(world.endCounters.halts).toBe(1);
  });

  test("ends at the end of the director's event, if it was the director who called it", () => {
    const world = createDirected(
      () => {},
      (w) => {
        w.process(1).halt();
        expect(w.isUp(1)).toBe(true);
      },
    );
    world.run(100);
    expect(world.isUp(1)).toBe(false);
    expect(() => world.process(1).halt()).toThrow("down");
  });
});

test("an endpoint whose host cannot boot from its disk stays down, and says so", () => {
  let usable = true;
  const world = createDirected(
    () => {},
    (w) => {
      w.crash(1);
      usable = false;
      expect(w.restart(1)).toBe(false);
      expect(w.isUp(1)).toBe(false);
      w.process(2).send(1, "lost", 1, 1);
    },
    { canBoot: () => usable },
  );
  world.run(100);
  expect(world.witness.details("start", 1)).toHaveLength(1);
  expect(world.network.counters.droppedAtDead).toBe(1);
  usable = true;
  expect(world.restart(1)).toBe(true);
  world.run(100);
  expect(world.witness.details("start", 1)).toHaveLength(2);
});

test("a fork in which a crash waits for its moment goes on like its original, and can be disarmed alone", () => {
  const world = createProbeWorld({
    nodes: 2,
    script: (process, { id, what }) => {
      if (id !== 1) return;
      if (what === "start") process.setDeadline(100);
      else if (what === "deadline") process.send(2, "message", 1, 1);
    },
    direct: (w) => w.crashAfter(1, "send"),
  });
  world.wakeDirectorAt(10);
  world.runUntil(50);
  const [copy, disarmed] = [world.fork(), world.fork()];
  disarmed.disarm(1);
  for (const each of [world, copy, disarmed]) each.run(100);
  expect([world.isUp(1), copy.isUp(1), disarmed.isUp(1)]).toEqual([false, false, true]);
  expect(copy.fingerprint()).toBe(world.fingerprint());
  expect(disarmed.endCounters.crashesAtMoments).toBe(0);
});
