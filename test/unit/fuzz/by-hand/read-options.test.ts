import { describe, expect, test } from "vitest";
import { type ReadOptions, type Simulation, simulate } from "../../../../src/index.ts";
import type { Command, Result } from "../../../../src/machine/index.ts";

const GET = { kind: "get", key: "k" } as const;

type World = Simulation<Command, Result>;

/** With a leader, and a value that everybody has applied. */
function settled(): World {
  const world = simulate({ nodes: 3, seed: "reads", commandsPerSecond: 0 });
  world.run({ untilMs: 1_000 });
  world.submit({ kind: "put", key: "k", value: "1" });
  world.run({ forMs: 500 });
  return world;
}

/** What the key was found to hold, and how many entries the log gained by it. */
function readOnce(world: World, reading?: ReadOptions): { value: string | undefined; entries: number } {
  const before = world.leader()!.lastIndex;
  const get = world.submit(GET, reading);
  world.run({ forMs: 500 });
  expect(get.outcome).toBe("applied");
  return { value: get.result!.previous, entries: world.leader()!.lastIndex - before };
}

describe("how a command is read", () => {
  test("is as it was said: through the log, or not", () => {
    const world = settled();
    // The client's first command in a session of its own brings that along.
    for (let time = 0; time < 9; time++) readOnce(world, { consistency: "logged" });
    expect(readOnce(world, { consistency: "logged" })).toEqual({ value: "1", entries: 1 });
    for (const consistency of ["linearizable", "lease", "stale"] as const) {
      for (let time = 0; time < 5; time++) {
        expect(readOnce(world, { consistency }), consistency).toEqual({ value: "1", entries: 0 });
      }
    }
    const { exercised } = world.finish();
    expect(exercised).toMatchObject({ "linearizable reads": 5, "lease reads": 5, "stale reads": 5 });
    expect(exercised["reads answered by lease"]).toBeGreaterThan(0);
  });

  test("within a bound: a node that is cut off answers only reads that may be older", () => {
    const world = settled();
    const leader = world.leader()!.id;
    const ask = (maxStalenessMs: number): string[] => {
      const copy = world.fork();
      const followers = copy.nodes().filter(({ id }) => id !== leader);
      copy.crash(leader);
      for (const { id } of followers) copy.isolate(id);
      copy.run({ forMs: 1_000 });
      const gets = Array.from({ length: 3 }, () => copy.submit(GET, { consistency: "stale", maxStalenessMs }));
      copy.run({ forMs: 2_000 });
      return [...new Set(gets.map(({ outcome }) => outcome))];
    };
    expect(ask(100)).toEqual(["open"]);
    const copy = world.fork();
    copy.crash(leader);
    const get = copy.submit(GET, { consistency: "stale" });
    copy.run({ forMs: 3_000 });
    expect(get.outcome).toBe("applied");
  });

  test.each<[string, (world: World) => void, string]>([
    [
      "a consistency that there is not",
      (world) => world.submit(GET, { consistency: "stael" as "stale" }),
      "consistency takes one of logged, linearizable, lease, stale (did you mean stale?), not 'stael'",
    ],
    [
      "a key that there is not",
      (world) => world.submit(GET, { consistency: "stale", maxStaleness: 1 } as ReadOptions),
      "there is no 'maxStaleness' in how to read (did you mean maxStalenessMs?)",
    ],
    [
      "a bound that is no time",
      (world) => world.submit(GET, { consistency: "stale", maxStalenessMs: -1 }),
      "maxStalenessMs takes milliseconds from 0",
    ],
    [
      "a bound on what is not stale",
      (world) => world.submit(GET, { consistency: "lease", maxStalenessMs: 1 }),
      "maxStalenessMs says nothing of a lease read",
    ],
    [
      "a command that writes",
      (world) => world.submit({ kind: "put", key: "k", value: "2" }, { consistency: "stale" }),
      "how to read says nothing of a command that does not only read",
    ],
    [
      "no command",
      (world) => world.submit(undefined, { consistency: "stale" }),
      "how to read says nothing of a command that does not only read",
    ],
  ])("is refused in one line: %s", (_, ask, message) => {
    const world = simulate({ nodes: 1 });
    expect(() => ask(world)).toThrow(message);
    expect(world.finish()).toMatchObject({ verdict: "pass", submitted: 0 });
  });
});
