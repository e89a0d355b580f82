import fc from "fast-check";
import { expect, test } from "vitest";
import { RoughDirector } from "./rough-director.ts";
import { createToyHost, createToyWorld, TOY_NETWORK, ToyDirector } from "./toy-world.ts";

const EVENTS = 1500;

function stateOf(world: ReturnType<typeof createToyWorld>): unknown {
  const { network, diskCounters, endCounters, witness, nowUs, eventCount } = world;
  const counters = { ...network.counters, ...diskCounters, ...endCounters };
  const localTimesUs = [1, 2, 3, 4, 5].map((id) => world.localTimeUs(id));
  return { fingerprint: world.fingerprint(), counters, localTimesUs, witness, nowUs, eventCount };
}

test("a world forked at any event goes on as the one that was never forked", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 0, max: EVENTS }),
      fc.boolean(),
      fc.boolean(),
      (seed, forkAt, inOrder, rough) => {
        // Much jitter makes messages of an in-order link wait for each other.
        const network = inOrder ? { ...TOY_NETWORK, inOrder, jitterUs: 5000 } : TOY_NETWORK;
        const director = rough ? new RoughDirector() : new ToyDirector();
        const create = () => createToyWorld(seed, createToyHost(5), network, director);
        const original = create();
        original.run(forkAt);
        const copy = original.fork();
        original.run(EVENTS - forkAt);
        copy.run(EVENTS - forkAt);
        expect(stateOf(copy)).toEqual(stateOf(original));

        const neverForked = create();
        neverForked.run(EVENTS);
        expect(stateOf(neverForked)).toEqual(stateOf(original));
      },
    ),
    { numRuns: 200 },
  );
});

test("what is done to a fork does not disturb the original, nor the other way round", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: EVENTS }), (seed, forkAt) => {
      const original = createToyWorld(seed);
      original.run(forkAt);
      const copy = original.fork();
      const untouched = original.fork();

      copy.partition([1, 2]);
      copy.setConditions({ lossPerMillion: 500_000 });
      copy.clog(3, 1, copy.nowUs + 5000);
      copy.jumpClock(3, 10_000);
      if (copy.isUp(4)) copy.crash(4);
      else copy.restart(4);
      copy.pause(5, 3000);
      copy.run(EVENTS);
      const stateOfCopy = JSON.stringify(stateOf(copy));

      original.run(EVENTS);
      untouched.run(EVENTS);
      expect(stateOf(original)).toEqual(stateOf(untouched));
      expect(original.fingerprint()).not.toBe(copy.fingerprint());
      expect(JSON.stringify(stateOf(copy))).toBe(stateOfCopy);
    }),
  );
});

test("a director may fork the world it acts on", () => {
  const world = createToyWorld("within an event");
  const act = world.director.act;
  const forks: ReturnType<typeof createToyWorld>[] = [];
  world.director.act = function (of) {
    act.call(this, of);
    if (forks.length === 0 && of === world && world.nowUs > 10_000) forks.push(world.fork());
  };
  world.run(EVENTS);
  const copy = forks[0]!;
  copy.run(EVENTS - copy.eventCount);
  expect(stateOf(copy)).toEqual(stateOf(world));
});
