import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_EVENT, type World } from "../../../src/sim/index.ts";
import { WakeUps } from "../../../src/sim/wake-ups.ts";
import { createProbeWorld } from "./probe.ts";
import { createToyHost, createToyWorld, TOY_NETWORK, type ToyWitness } from "./toy-world.ts";

test("each time is taken once, the earliest first", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), (timesUs) => {
      const wakeUps = new WakeUps();
      for (const timeUs of timesUs) wakeUps.add(timeUs);
      const taken: number[] = [];
      for (; wakeUps.nextUs !== NO_EVENT; wakeUps.take()) taken.push(wakeUps.nextUs);
      expect(taken).toEqual([...new Set(timesUs)].sort((one, other) => one - other));
    }),
  );
});

test("a director who looks on and does nothing changes nothing", () => {
  const looker = { act: () => {}, fork: () => looker };
  const world = createToyWorld("looks on", createToyHost(5), TOY_NETWORK, looker);
  const watched = createToyWorld("looks on", createToyHost(5), TOY_NETWORK, looker);
  for (let us = 0; us < 1_000_000; us += 997) watched.wakeDirectorAt(us);
  world.run(3000);
  watched.run(3000);
  expect(watched.fingerprint()).toBe(world.fingerprint());
});

test("the director acts before all events of the same time", () => {
  const seen: number[] = [];
  const director = { act: (world: World<ToyWitness>) => void seen.push(world.eventCount), fork: () => director };
  const world = createToyWorld("first", createToyHost(5), TOY_NETWORK, director);
  world.wakeDirectorAt(0);
  world.runUntil(0);
  expect(seen).toEqual([0]);
  expect(world.eventCount).toBe(5);
});

test("a director who awaits a leader acts right behind the event in which one rises, once, and so in a fork", () => {
  const acts: string[] = [];
  const world = createProbeWorld({
    nodes: 2,
    script: (process, { what }) => {
      if (what === "deadline") process.mark("lead");
      if (process.id === 1) process.setDeadline(process.nowUs + 100);
    },
    direct: ({ eventCount, nowUs }) => acts.push(`event ${eventCount} at ${nowUs}`),
  });
  world.runUntil(150);
  expect(acts).toEqual([]);
  world.wakeDirectorAtNextLeader();
  const copy = world.fork();
  for (const one of [world, copy]) {
    one.runUntil(1_000);
    expect(acts.splice(0)).toEqual(["event 4 at 200"]);
  }
});
