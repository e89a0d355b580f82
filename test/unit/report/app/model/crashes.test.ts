import { expect, test } from "vitest";
import type { NodeState } from "../../../../../src/fuzz/chronicle/chronicle.ts";
import { crashesOf } from "../../../../../src/report/app/model/crashes.ts";

const running: NodeState = {
  node: 1,
  role: "follower",
  isPaused: false,
  term: 4,
  votedFor: 2,
  leader: 2,
  lastIndex: 9,
  durableIndex: 7,
  commitIndex: 7,
  appliedIndex: 7,
  baseIndex: 0,
  members: "1 2 3",
};

const lostBy = (down: Partial<NodeState>): readonly string[] => {
  const empty = { steps: [], states: [] };
  const line = { steps: [0, 5], states: [running, { ...running, role: "down" as const, ...down }] };
  const [crash] = crashesOf([empty, line]);
  expect(crash).toMatchObject({ step: 5, node: 1 });
  return crash!.lost;
};

test("a crash loses what was not durable", () => {
  expect(lostBy({})).toEqual([]);
  expect(lostBy({ lastIndex: 8 })).toEqual(["1 entry"]);
  expect(lostBy({ lastIndex: 7, votedFor: 0 })).toEqual(["2 entries", "its vote"]);
  expect(lostBy({ term: 3, votedFor: 1 })).toEqual(["term 4", "its vote"]);
});

test("a node that stays down crashes once", () => {
  const down = { ...running, role: "down" as const };
  expect(crashesOf([{ steps: [0, 1, 2], states: [running, down, down] }])).toHaveLength(1);
});
