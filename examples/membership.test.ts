// Servers come and go while the cluster works. Run it: npx vitest run examples/membership.test.ts

import { describeViolations, simulate } from "kraft";
import { expect, test } from "vitest";

test("a cluster moves to other machines under load, though its leader crashes halfway", () => {
  // Nodes 1 to 3 are the cluster, 4 to 6 are spares: empty, and outside. A hundred commands a second all the while.
  const world = simulate({ nodes: 3, spares: 3, seed: "move", commandsPerSecond: 100 });
  world.run({ untilMs: 1_000 });

  // First as learners, witness nodes that are sent the log and do not vote: as voters they would hold up the others
  // until they have caught up (dissertation §4.2.1).
  for (const node of [4, 5, 6]) {
    expect(world.addServer(node, "learner").refused).toBeUndefined();
    world.run({ forMs: 200 });
  }
  expect(world.leader()).toMatchObject({ voters: [1, 2, 3], learners: [4, 5, 6] });
  expect(world.node(6).appliedIndex).toBeGreaterThan(0);

  // All at once into a joint configuration, which stays until somebody asks to leave it (§4.3).
  const enter = { kind: "change", transition: "explicit", steps: steps({ join: [4, 5, 6], go: [1, 2, 3] }) } as const;
  expect(world.changeMembership(enter).refused).toBeUndefined();
  world.run({ forMs: 100 });
  expect(world.leader()).toMatchObject({ voters: [4, 5, 6], outgoing: [1, 2, 3] });
  // One change at a time.
  expect(world.removeServer(1).refused).toBe("already-joint");

  // The leader crashes halfway. Who takes over was elected by both halves, and has the joint configuration in its log.
  const first = world.leader()!;
  world.crash("leader", { forMs: 2_000 });
  world.run({ forMs: 1_000 });
  const second = world.leader()!;
  expect(second.term).toBeGreaterThan(first.term);
  expect(second).toMatchObject({ voters: [4, 5, 6], outgoing: [1, 2, 3] });

  // A majority of one half is not enough: without two of the new servers nothing is decided.
  const followers = [4, 5, 6].filter((node) => node !== second.id).slice(0, 2);
  world.partition(followers);
  world.run({ forMs: 50 });
  const put = world.submit({ kind: "put", key: "color", value: "blue" });
  world.run({ forMs: 1_500 });
  expect(put.outcome).toBe("open");
  world.heal();
  world.run({ forMs: 2_000 });
  expect(put.outcome).toBe("applied");

  // Out of the joint configuration. A leader that is left behind leads until that is decided, and gives way (§4.2.2).
  expect(world.changeMembership({ kind: "leave" }).refused).toBeUndefined();
  world.run({ forMs: 1_000 });
  expect(world.leader()).toMatchObject({ voters: [4, 5, 6], outgoing: [], learners: [] });
  expect([4, 5, 6]).toContain(world.leader()!.id);

  // The old machines can be switched off, and nothing is missing.
  for (const node of [1, 2, 3]) world.crash(node);
  const get = world.submit({ kind: "get", key: "color" });
  while (get.outcome === "open") world.run({ forMs: 10 });
  expect(get.result).toMatchObject({ previous: "blue" });
  expect(describeViolations(world.finish())).toBe("");
});

test("a change that was never decided is rolled back with its entry", () => {
  const world = simulate({ nodes: 3, spares: 1, seed: "roll-back" });
  world.run({ untilMs: 1_000 });
  const old = world.isolate("leader");

  // It takes the change, and acts on it at once (§4.1); but nobody else hears of it.
  expect(world.addServer(4)).toEqual({ node: old, refused: undefined });
  expect(world.node(old).voters).toEqual([1, 2, 3, 4]);
  expect(world.removeServer(4).refused).toBe("change-under-way");

  // The others elect one of them, who knows nothing of it. When the old leader hears from that one, the entry goes.
  world.run({ forMs: 2_000 });
  expect(world.node(old).voters).toEqual([1, 2, 3, 4]);
  expect(world.leader()!.voters).toEqual([1, 2, 3]);
  world.heal();
  world.run({ forMs: 1_000 });
  expect(world.node(old)).toMatchObject({ role: "follower", voters: [1, 2, 3] });
  const result = world.finish();
  expect(describeViolations(result)).toBe("");
  expect(result.exercised["configurations rolled back"]).toBe(1);
});

test("whoever was switched off for long is brought up to date by a snapshot", () => {
  const world = simulate({ nodes: 3, seed: "snapshot", commandsPerSecond: 100 });
  world.run({ untilMs: 1_000 });
  const late = world.stop("follower", { forMs: 3_000 });
  world.run({ forMs: 2_900 });
  expect(world.takeSnapshot("leader").refused).toBeUndefined();
  world.run({ forMs: 2_000 });
  expect(world.node(late).appliedIndex).toBeGreaterThan(300);

  // Leadership is handed over without an election timeout in between (§3.10).
  const heir = world.nodes().find(({ role }) => role === "follower")!;
  expect(world.transferLeadership(heir.id).refused).toBeUndefined();
  world.run({ forMs: 50 });
  expect(world.leader()!.id).toBe(heir.id);

  const result = world.finish();
  expect(describeViolations(result)).toBe("");
  expect(result.exercised["snapshots installed"]).toBeGreaterThan(0);
});

function steps({ join, go }: { join: number[]; go: number[] }) {
  const comes = join.map((node) => ({ kind: "add-voter", node }) as const);
  return [...comes, ...go.map((node) => ({ kind: "remove", node }) as const)];
}
