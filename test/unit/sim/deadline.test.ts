import fc from "fast-check";
import { expect, test } from "vitest";
import { Clock } from "../../../src/sim/clock.ts";
import { NO_DEADLINE, type Process, TRUE_CLOCK } from "../../../src/sim/index.ts";
import { createProbeWorld, type Log, type Script } from "./probe.ts";

const onStart =
  (act: (process: Process<Log>) => void): Script =>
  (process, { what }) => {
    if (what === "start") act(process);
  };

function deadlinesOf(world: ReturnType<typeof createProbeWorld>): number[] {
  return world.witness.happenings.filter((h) => h.what === "deadline").map((h) => h.localUs);
}

test("a deadline fires at the first microsecond of the world at which the local clock has reached it", () => {
  const clock = fc.record({
    ratePerMille: fc.integer({ min: 500, max: 2000 }),
    offsetUs: fc.integer({ min: 0, max: 10_000 }),
  });
  fc.assert(
    fc.property(clock, fc.integer({ min: 1, max: 100_000 }), (profile, delayUs) => {
      const script = onStart((process) => process.setDeadline(process.nowUs + delayUs));
      const world = createProbeWorld({ nodes: 1, clocks: [profile], script });
      world.run(2);
      const deadlineUs = profile.offsetUs + delayUs;
      const reference = new Clock(profile);
      expect(world.witness.happenings.at(-1)?.what).toBe("deadline");
      expect(reference.localTimeUs(world.nowUs)).toBeGreaterThanOrEqual(deadlineUs);
      expect(reference.localTimeUs(world.nowUs - 1)).toBeLessThan(deadlineUs);
    }),
  );
});

test("only the deadline last set counts, and once", () => {
  const fired = (...deadlines: number[]) => {
    const script = onStart((process) => deadlines.forEach((us) => void process.setDeadline(us)));
    const world = createProbeWorld({ nodes: 1, script });
    world.run(100);
    return deadlinesOf(world);
  };
  expect(fired(100, 300)).toEqual([300]);
  expect(fired(300, 100)).toEqual([100]);
  expect(fired(100, 300, 200, 50, 400)).toEqual([400]);
  expect(fired(100, NO_DEADLINE)).toEqual([]);
  expect(fired(100, NO_DEADLINE, 100)).toEqual([100]);
});

test("a deadline that has passed already fires at once, as an event of its own", () => {
  const world = createProbeWorld({
    nodes: 1,
    clocks: [{ ratePerMille: 1000, offsetUs: 500 }],
    direct: (w) => w.process(1).setDeadline(3),
  });
  world.wakeDirectorAt(200);
  world.run(10);
  expect(deadlinesOf(world)).toEqual([700]);
  expect(world.eventCount).toBe(2);
});

test("events queued for deadlines that were moved go as they come", () => {
  const world = createProbeWorld({
    nodes: 1,
    script: onStart((process) => {
      for (let us = 100; us > 0; us--) process.setDeadline(us);
      process.setDeadline(1000);
    }),
  });
  world.runUntil(999);
  expect(world.queue.size).toBe(1);
});

test("moving a deadline later with every event queues no more events", () => {
  const world = createProbeWorld({
    nodes: 1,
    script: (process, { what }) => {
      if (what === "start") for (let i = 0; i < 1000; i++) process.read(i);
      process.setDeadline(process.nowUs + 10_000 + world.eventCount);
    },
  });
  world.run(1);
  expect(world.queue.size).toBe(1001);
  world.run(1000);
  expect(world.queue.size).toBe(1);
});

test("deadlines moved about at random fire when the last one set is due", () => {
  const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 100 })), { minLength: 1 });
  fc.assert(
    fc.property(moves, (plan) => {
      let deadline = NO_DEADLINE;
      const expected: number[] = [];
      let now = 0;
      for (const [waitUs, aheadUs] of plan) {
        if (deadline < now + waitUs) {
          expected.push(deadline);
          deadline = NO_DEADLINE;
        }
        now += waitUs;
        // Due at the very time of the move, it fires before the move if it was queued before; leave that case out.
        if (deadline === now) return;
        deadline = now + aheadUs;
      }
      expected.push(deadline);

      let time = 0;
      const remaining = [...plan];
      const world = createProbeWorld({
        nodes: 1,
        direct: (w) => {
          w.process(1).setDeadline(w.nowUs + remaining.shift()![1]);
        },
      });
      for (const [waitUs] of plan) {
        time += waitUs;
        world.wakeDirectorAt(time);
      }
      world.run(10_000);
      expect(deadlinesOf(world)).toEqual(expected);
    }),
  );
});

test("a jump of the clock brings a deadline forward", () => {
  const world = createProbeWorld({
    nodes: 1,
    script: onStart((process) => process.setDeadline(1000)),
    direct: (w) => w.jumpClock(1, 600),
  });
  world.wakeDirectorAt(200);
  world.run(2);
  expect(world.nowUs).toBe(400);
  expect(deadlinesOf(world)).toEqual([1000]);
});

test("however its clock is changed, a deadline rings at the first microsecond at which it is reached", () => {
  const changes = fc.array(
    fc.record({
      afterUs: fc.integer({ min: 1, max: 200 }),
      change: fc.oneof(
        fc.integer({ min: -400, max: 400 }).map((byUs) => ({ kind: "jump" as const, byUs })),
        fc.integer({ min: 200, max: 5000 }).map((ratePerMille) => ({ kind: "rate" as const, ratePerMille })),
        fc.constant({ kind: "settle" as const }),
      ),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: 1000 }), (plan, delayUs) => {
      // By brute force: a clock of its own is looked at in every microsecond.
      const clock = new Clock(TRUE_CLOCK);
      const changesAt = new Map<number, (typeof plan)[number]["change"]>();
      let changeAtUs = 0;
      for (const { afterUs, change } of plan) {
        changeAtUs += afterUs;
        changesAt.set(changeAtUs, change);
      }
      let ringsAtUs = 0;
      for (; clock.localTimeUs(ringsAtUs) < delayUs; ringsAtUs++) {
        // What is changed in this microsecond counts in it.
        const change = changesAt.get(ringsAtUs + 1);
        if (change?.kind === "jump") clock.jump(ringsAtUs + 1, change.byUs);
        else if (change?.kind === "rate") clock.setRate(ringsAtUs + 1, change.ratePerMille);
        else if (change?.kind === "settle") clock.settle(ringsAtUs + 1);
      }

      const world = createProbeWorld({
        nodes: 1,
        script: onStart((process) => process.setDeadline(delayUs)),
        direct: (w) => {
          const change = changesAt.get(w.nowUs)!;
          if (change.kind === "jump") w.jumpClock(1, change.byUs);
          else if (change.kind === "rate") w.setClockRate(1, change.ratePerMille);
          else w.settleClock(1);
        },
      });
      for (const timeUs of changesAt.keys()) world.wakeDirectorAt(timeUs);
      while (world.witness.details("deadline").length === 0 && world.step());
      expect(world.nowUs).toBe(ringsAtUs);
      expect(world.localTimeUs(1)).toBeGreaterThanOrEqual(delayUs);
      world.run(100);
      expect(world.witness.details("deadline")).toHaveLength(1);
    }),
    { numRuns: 1000 },
  );
});

test("a deadline waits as long as its clock stands still, and settling the clock brings it back", () => {
  const ringsAt = (settleAtUs: number) => {
    const world = createProbeWorld({
      nodes: 1,
      script: onStart((process) => process.setDeadline(1000)),
      direct: (w) => (w.nowUs === 400 ? w.jumpClock(1, -10_000) : w.settleClock(1)),
    });
    world.wakeDirectorAt(400);
    world.wakeDirectorAt(settleAtUs);
    while (deadlinesOf(world).length === 0 && world.step());
    return world.nowUs;
  };
  expect(ringsAt(50_000)).toBe(11_000);
  expect(ringsAt(700)).toBe(1300);
});

test("a deadline does not outlive its incarnation", () => {
  const world = createProbeWorld({
    nodes: 1,
    script: (process, { what }) => {
      if (what === "start" && process.nowUs === 0) process.setDeadline(100);
    },
    direct: (w) => {
      w.crash(1);
      w.restart(1);
    },
  });
  world.wakeDirectorAt(50);
  world.run(100);
  expect(deadlinesOf(world)).toEqual([]);
});

test("a deadline that is no time is an error", () => {
  const world = createProbeWorld({ script: (process) => process.setDeadline(Number.NaN) });
  expect(() => world.run(1)).toThrow("deadline NaN");
});
