import fc from "fast-check";
import { expect, test } from "vitest";
import { DELIVER, DELIVER_DAMAGED } from "../../../src/sim/event-kind.ts";
import type { World } from "../../../src/sim/index.ts";
import { RoughDirector } from "./rough-director.ts";
import { createToyHost, createToyWorld, TOY_NETWORK, type ToyWitness } from "./toy-world.ts";

function messagesUnderWay(world: World<ToyWitness>): number {
  const queue = world.queue.fork();
  let messages = 0;
  while (queue.pop()) if (queue.kind === DELIVER || queue.kind === DELIVER_DAMAGED) messages++;
  return messages;
}

test("every message sent or copied is delivered, dropped for a reason, or under way", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 5000 }), (seed, events) => {
      const world = createToyWorld(seed, createToyHost(5), TOY_NETWORK, new RoughDirector());
      world.run(events);
      // What waits for a paused endpoint is not in the queue; a crash drops it.
      for (let id = 1; id <= 5; id++) if (world.isPaused(id)) world.crash(id);
      const { sent, duplicated, delivered, dropped } = world.network.counters;
      expect(sent + duplicated).toBe(delivered + dropped + messagesUnderWay(world));
      expect(world.witness.heard).toBe(delivered);
    }),
  );
});

test("a toy world exercises everything it is made of", () => {
  const world = createToyWorld("exercise", createToyHost(5), TOY_NETWORK, new RoughDirector());
  world.run(50_000);
  const { network, diskCounters, endCounters } = world;
  for (const [name, count] of Object.entries({ ...network.counters, ...diskCounters, ...endCounters })) {
    expect(count, name).toBeGreaterThan(10);
  }
  expect(world.witness.recovered).toBeGreaterThan(100);
});
