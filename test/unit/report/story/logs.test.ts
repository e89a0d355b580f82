import { expect, test } from "vitest";
import type { NodeState } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { Logs } from "../../../../src/report/story/logs.ts";
import { eventful } from "../chronicles.ts";

test("the logs that facts tell of are as long, and as durable, as the nodes say after every step", () => {
  const told = eventful();
  const logs = new Logs(told.nodes);
  const states = new Map<number, NodeState>();
  for (const step of told.steps) {
    logs.take(step);
    for (const state of step.states) {
      states.set(state.node, state);
      expect(logs.lastIndex(state.node)).toBe(state.lastIndex);
      if (state.role === "down") expect(logs.durableIndex(state.node)).toBe(state.lastIndex);
      expect(logs.durableIndex(state.node)).toBeGreaterThanOrEqual(state.durableIndex);
    }
  }
  expect(states.size).toBe(told.nodes);
  expect(Math.max(...[...states.values()].map(({ lastIndex }) => lastIndex))).toBeGreaterThan(20);
});

test("a truncation is remembered, and a snapshot ends with its term", () => {
  const logs = new Logs(1);
  for (const term of [1, 1, 2]) logs.takeFact({ name: "appended", args: [1, logs.lastIndex(1) + 1, term, 0] });
  logs.takeFact({ name: "truncated", args: [1, 2] });
  expect(logs.dropped(1)).toEqual([1, 2]);
  expect(logs.row(1)).toEqual({ baseIndex: 0, terms: [1], durable: 0 });
  logs.takeFact({
    name: "snapshotInstalled",
    args: [1, 7, 3, { voters: [], outgoing: [], learners: [], learnersNext: [], leavesByItself: false }],
  });
  expect([logs.lastIndex(1), logs.termAt(1, 7), logs.termAt(1, 6)]).toEqual([7, 3, 0]);
});

test("a snapshot that is installed is not durable before it is persisted", () => {
  const logs = new Logs(1);
  const configuration = { voters: [], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
  logs.takeFact({ name: "entryPersisted", args: [1, 1, 1, 0] });
  logs.takeFact({ name: "snapshotInstalled", args: [1, 7, 3, configuration] });
  expect(logs.durableIndex(1)).toBe(1);
  logs.takeFact({ name: "snapshotPersisted", args: [1, 7, 3] });
  expect(logs.durableIndex(1)).toBe(7);
});
