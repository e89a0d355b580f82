// Faults placed by hand that tell a story. Run it: npx vitest run examples/partition.test.ts

import { describeViolations, simulate } from "kraft";
import { expect, test } from "vitest";

test("a leader cut off with a minority serves nobody, and when the partition heals the logs meet", () => {
  // Five nodes, of which nothing is asked but what this test asks.
  const world = simulate({ nodes: 5, seed: "story", commandsPerSecond: 0 });
  world.run({ untilMs: 1_000 });
  const before = world.submit({ kind: "put", key: "color", value: "red" });
  world.run({ forMs: 100 });
  expect(before.outcome).toBe("applied");

  // The leader and one follower are cut off from the other three. Clients still reach them all.
  const old = world.leader()!;
  const companion = world.nodes().find(({ id }) => id !== old.id)!;
  world.partition([old.id, companion.id]);

  // A leader that reaches no majority may take a command, but must not say that it is done.
  const during = world.submit({ kind: "put", key: "color", value: "blue" });
  world.run({ forMs: 100 });
  expect(during.outcome).toBe("open");
  expect(world.node(old.id).commitIndex).toBe(old.commitIndex);

  // The majority does not wait for the minority: it elects a leader of its own, and the client finds it.
  world.run({ forMs: 2_000 });
  const elected = world.leader()!;
  expect([old.id, companion.id]).not.toContain(elected.id);
  expect(elected.term).toBeGreaterThan(old.term);
  expect(during.outcome).toBe("applied");
  expect(world.node(old.id).commitIndex).toBe(old.commitIndex);

  // Once they hear each other again, both sides follow one leader, and their machines hold the same.
  world.heal();
  world.run({ forMs: 1_000 });
  for (const node of world.nodes()) {
    expect(node).toMatchObject({ leader: elected.id, lastIndex: node.commitIndex });
    expect(node.stateHash).toBe(world.leader()!.stateHash);
  }
  const after = world.submit({ kind: "get", key: "color" });
  world.run({ forMs: 100 });
  expect(after.result).toMatchObject({ previous: "blue" });

  // The calm comes last. All the while, every invariant was checked after every event.
  expect(describeViolations(world.finish())).toBe("");
});

test("what was answered outlives the crash of every node", () => {
  const world = simulate({ nodes: 3, seed: "power-cut", commandsPerSecond: 0 });
  world.run({ untilMs: 1_000 });
  const put = world.submit({ kind: "put", key: "answer", value: "42" });
  while (put.outcome === "open") world.run({ forMs: 1 });
  world.crashAll({ forMs: 500 });
  world.run({ forMs: 2_000 });
  const get = world.submit({ kind: "get", key: "answer" });
  world.run({ forMs: 500 });
  expect(get.result).toMatchObject({ previous: "42" });
  expect(describeViolations(world.finish())).toBe("");
});
