import { describe, expect, test } from "vitest";
import { type Command, describeViolations, type Result, type Simulation, simulate } from "../../../../src/index.ts";

type World = Simulation<Command, Result>;

/** Five nodes that have a leader, and two outside. */
function begin(): World {
  const world = simulate({ nodes: 5, spares: 2, seed: "orders" });
  world.run({ untilMs: 1_000 });
  expect(world.leader()).toBeDefined();
  return world;
}

function expectPass(world: World): void {
  expect(describeViolations(world.finish())).toBe("");
}

const GRANTED = expect.objectContaining({ refused: undefined });

describe("who belongs to a cluster", () => {
  test("are the founders at first; spares belong to nothing", () => {
    const world = begin();
    expect(world.nodes()).toHaveLength(7);
    for (const id of [1, 2, 3, 4, 5]) {
      expect(world.node(id)).toMatchObject({ voters: [1, 2, 3, 4, 5], outgoing: [], learners: [] });
    }
    for (const id of [6, 7]) expect(world.node(id)).toMatchObject({ voters: [], learners: [], lastIndex: 0 });
    expectPass(world);
  });

  test("changes when the leader is asked: a learner, promoted, demoted and removed", () => {
    const world = begin();
    const { id } = world.leader()!;
    expect(world.addServer(6, "learner")).toEqual({ node: id, refused: undefined });
    world.run({ forMs: 500 });
    expect(world.leader()).toMatchObject({ voters: [1, 2, 3, 4, 5], learners: [6] });
    expect(world.node(6).appliedIndex).toBeGreaterThan(0);
    expect(world.addServer(6)).toEqual(GRANTED);
    world.run({ forMs: 500 });
    expect(world.node(6)).toMatchObject({ voters: [1, 2, 3, 4, 5, 6], learners: [] });
    world.addServer(6, "learner");
    world.run({ forMs: 500 });
    expect(world.leader()!.learners).toEqual([6]);
    world.removeServer(6);
    world.run({ forMs: 500 });
    expect(world.leader()).toMatchObject({ voters: [1, 2, 3, 4, 5], learners: [] });
    expectPass(world);
  });

  test("may be others altogether, through a joint configuration that waits to be left", () => {
    const world = begin();
    const steps = [
      { kind: "add-voter", node: 6 },
      { kind: "add-voter", node: 7 },
      { kind: "remove", node: 1 },
      { kind: "remove", node: 2 },
    ] as const;
    expect(world.changeMembership({ kind: "change", steps, transition: "explicit" })).toEqual(GRANTED);
    world.run({ forMs: 1_000 });
    expect(world.leader()).toMatchObject({ voters: [3, 4, 5, 6, 7], outgoing: [1, 2, 3, 4, 5] });
    expect(world.changeMembership({ kind: "leave" })).toEqual(GRANTED);
    world.run({ forMs: 1_000 });
    expect(world.leader()).toMatchObject({ voters: [3, 4, 5, 6, 7], outgoing: [] });
    expectPass(world);
  });

  test("does not change where that makes no sense, and it is said why", () => {
    const world = begin();
    const refusalOf = (ask: () => { readonly refused: string | undefined }) => ask().refused;
    expect(refusalOf(() => world.removeServer(7))).toBe("unknown-node");
    expect(refusalOf(() => world.addServer(1))).toBe("nothing-to-change");
    expect(refusalOf(() => world.changeMembership({ kind: "leave" }))).toBe("not-joint");
    const steps = [1, 2, 3, 4, 5].map((node) => ({ kind: "remove", node }) as const);
    expect(refusalOf(() => world.changeMembership({ kind: "change", steps, transition: "auto" }))).toBe(
      "no-voter-left",
    );
    expect(refusalOf(() => world.addServer(6))).toBeUndefined();
    expect(refusalOf(() => world.addServer(7))).toBe("change-under-way");
    expectPass(world);
  });

  test("is left to the calm: it leaves what is still joint", () => {
    const world = begin();
    const steps = [{ kind: "add-voter", node: 6 }] as const;
    world.changeMembership({ kind: "change", steps, transition: "explicit" });
    world.run({ forMs: 500 });
    expectPass(world);
    expect(world.leader()).toMatchObject({ voters: [1, 2, 3, 4, 5, 6], outgoing: [] });
  });
});

describe("a graceful end", () => {
  test("is asked for, and told", () => {
    const world = begin();
    expect(world.stop(3, { forMs: 500 })).toBe(3);
    const result = world.finish();
    expect(result.exercised["nodes asked to end"]).toBe(1);
    expect(describeViolations(result)).toBe("");
  });
});

test("what is asked for counts, and a fork goes on the same", () => {
  const world = begin();
  world.addServer(6);
  world.transferLeadership();
  world.takeSnapshot("follower");
  const fork = world.fork();
  const results = [world, fork].map((one) => {
    one.run({ forMs: 500 });
    one.removeServer(1);
    return one.finish();
  });
  expect(results[0]).toEqual(results[1]);
  expect(results[0]!.exercised).toMatchObject({
    "membership changes asked for": 2,
    "transfers asked for": 1,
    "snapshots asked for": 1,
  });
});

describe("what cannot be asked", () => {
  test.each<[(world: World) => unknown, string]>([
    [(world) => world.addServer(8), "a node takes a whole number from 1 to 7, not 8"],
    [(world) => world.addServer(6, "witness" as never), "a server's part takes one of voter, learner, not 'witness'"],
    [(world) => world.removeServer(0), "a node takes a whole number from 1 to 7, not 0"],
    [(world) => world.transferLeadership(-1), "a node takes a whole number from 0 to 7, not -1"],
    [(world) => world.takeSnapshot("everyone" as never), "an aim that is no node's number takes one of"],
    [(world) => world.changeMembership({ kind: "swap" } as never), "a change takes one of change, leave, not 'swap'"],
    [
      (world) => world.changeMembership({ kind: "change", steps: 6, transition: "auto" } as never),
      "a change takes a list of steps, not 6",
    ],
    [
      (world) => world.changeMembership({ kind: "change", steps: [], transition: "later" } as never),
      "a transition takes one of auto, implicit, explicit, not 'later'",
    ],
    [(world) => world.changeMembership({ kind: "leave", now: true } as never), "there is no 'now' in a change"],
  ])("%s", (ask, message) => {
    const world = begin();
    expect(() => ask(world)).toThrow(message);
    expectPass(world);
  });

  test("of whom: nobody leads, or who is meant does not listen", () => {
    const world = begin();
    world.pause("leader", 500);
    expect(() => world.addServer(6)).toThrow(`node ${world.leader()!.id} does not listen now`);
    world.crashAll({ forMs: 100 });
    expect(() => world.removeServer(1)).toThrow("every node is down");
    world.run({ forMs: 100 });
    expect(() => world.transferLeadership(2)).toThrow("nobody leads now");
    expectPass(world);
  });

  test.each([
    [{ spares: 26 }, "spares takes a whole number from 0 to 25, not 26"],
    [{ spares: 1, scenario: "none" }, "spares says nothing beside a scenario"],
  ])("for %j", (options, message) => {
    expect(() => simulate(options)).toThrow(message);
  });
});
