import { expect, test } from "vitest";
import type { World } from "../../../src/sim/index.ts";
import { createStream, type Log } from "./probe.ts";

function arrivals(world: World<Log>): string[] {
  const received = world.witness.happenings.filter((h) => h.what === "receive");
  return received.map(({ detail, localUs }) => `${detail} at ${localUs}`);
}

/** Does what is said at these times. */
function scripted(acts: Readonly<Record<number, (world: World<Log>) => void>>) {
  return {
    direct: (world: World<Log>) => acts[world.nowUs]!(world),
    wake: (world: World<Log>) => {
      for (const atUs of Object.keys(acts)) world.wakeDirectorAt(Number(atUs));
      return world;
    },
  };
}

test("a clogged link holds what is sent from then on, and lets it through in one burst, in order", () => {
  const { direct, wake } = scripted({ 15: (w) => w.clog(1, 2, 500) });
  const world = wake(createStream(50, 10, { direct }));
  world.run(10_000);
  const got = arrivals(world);
  // 0 and 1 were on their way; what is sent from 400 on takes until after the end anyway.
  const burst = Array.from({ length: 38 }, (_, i) => `${i + 2} at 500`);
  expect(got).toEqual([
    "0 at 100",
    "1 at 110",
    ...burst,
    ...Array.from({ length: 10 }, (_, i) => `${i + 40} at ${500 + 10 * i}`),
  ]);
  expect(world.network.counters).toMatchObject({ clogged: 38, delivered: 50, delayed: 0, overtaken: 0 });
});

test("a second clog can only lengthen the first; healing ends none", () => {
  const { direct, wake } = scripted({
    5: (w) => w.clog(1, 2, 300),
    6: (w) => w.clog(1, 2, 250),
    7: (w) => w.healAll(),
    15: (w) => w.clog(1, 2, 400),
  });
  const world = wake(createStream(3, 10, { direct }));
  world.run(100);
  expect(arrivals(world)).toEqual(["0 at 100", "1 at 300", "2 at 400"]);
});

test("a clog is for one direction of one link", () => {
  const world = createStream(1, 10);
  world.clog(2, 1, 500);
  world.clog(1, 3, 500);
  world.run(100);
  expect(arrivals(world)).toEqual(["0 at 100"]);
});

test("unclogging frees what is sent afterwards; what is held stays held, and on an in-order link holds up the rest", () => {
  const acts = { 5: (w: World<Log>) => w.clog(1, 2, 500), 15: (w: World<Log>) => w.unclogAll() };
  const run = (inOrder: boolean) => {
    const { direct, wake } = scripted(acts);
    const world = wake(createStream(4, 10, { direct, network: { inOrder } }));
    world.run(100);
    return arrivals(world);
  };
  expect(run(false)).toEqual(["0 at 100", "2 at 120", "3 at 130", "1 at 500"]);
  expect(run(true)).toEqual(["0 at 100", "1 at 500", "2 at 500", "3 at 500"]);
});

test("a cut loses what a clog holds", () => {
  const { direct, wake } = scripted({
    5: (w) => w.clog(1, 2, 500),
    25: (w) => {
      w.cut(1, 2);
      w.heal(1, 2);
    },
  });
  const world = wake(createStream(4, 10, { direct }));
  world.run(100);
  expect(arrivals(world)).toEqual(["0 at 100", "3 at 500"].slice(1));
  expect(world.network.counters).toMatchObject({ droppedInFlight: 3, delivered: 1 });
});

test("a clog ends some time", () => {
  const world = createStream(1, 10);
  for (const untilUs of [Number.MAX_SAFE_INTEGER, 1.5, Number.NaN]) {
    expect(() => world.clog(1, 2, untilUs)).toThrow(`cannot be clogged until ${untilUs}`);
  }
});

test("a link in order that was cut owes nothing to what the cut lost; what is under way is known", () => {
  const { direct, wake } = scripted({
    5: (w) => w.clog(1, 2, 5_000),
    15: (w) => {
      expect(w.underWayUntilUs()).toBe(5_000);
      w.unclogAll();
      w.cut(1, 2);
    },
    16: (w) => w.heal(1, 2),
  });
  // Message 1 is sent at 10 and lost by the cut; 2 and 3 come after it.
  const world = wake(createStream(4, 10, { direct, network: { inOrder: true } }));
  world.run(100);
  expect(arrivals(world)).toEqual(["2 at 120", "3 at 130"]);
});
