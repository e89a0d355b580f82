import { expect, test } from "vitest";
import type { NodeState } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { laggardsOf } from "../../../../src/fuzz/chronicle/laggards.ts";
import { handmade, state } from "./handmade.ts";

const leader = state(1, { role: "leader", leader: 1, lastIndex: 5, commitIndex: 5, appliedIndex: 5 });
const follower = { ...leader, role: "follower" } as const;

test.each<[string, Partial<NodeState>, readonly number[], ReturnType<typeof laggardsOf>]>([
  ["in another term than the leader", { term: 7, commitIndex: 1 }, [1, 2, 3], { nodes: [3], lack: "term" }],
  ["that has committed less", { commitIndex: 4, appliedIndex: 4 }, [1, 2, 3], { nodes: [3], lack: "committed" }],
  ["that has applied less", { appliedIndex: 4 }, [1, 2, 3], { nodes: [3], lack: "applied" }],
  ["with a shorter log", { lastIndex: 4 }, [1, 2, 3], { nodes: [3], lack: "entries" }],
  ["that follows nobody", { leader: 0 }, [1, 2, 3], { nodes: [3], lack: "following" }],
  ["with nothing amiss, but the leader should be another", {}, [1, 2, 3], { nodes: [1], lack: "following" }],
  ["with nothing amiss, but clients wait", {}, [], { nodes: [1], lack: "answers" }],
  ["that is down and so not expected anywhere", { role: "down", term: 9 }, [1, 2], { nodes: [1], lack: "following" }],
])("of a calm: a node %s", (_, last, nodes, expected) => {
  const states = [leader, { ...follower, node: 2 }, { ...follower, node: 3, ...last }];
  expect(laggardsOf(handmade([{ states }], { invariant: "liveness", nodes }))).toEqual(expected);
});

test("where nobody leads, all who should have found a leader lag", () => {
  const states = [state(1), state(2, { role: "candidate" }), state(3, { role: "leader", term: 2 })];
  const found = laggardsOf(handmade([{ states }], { invariant: "liveness", nodes: [1, 2] }));
  expect(found).toEqual({ nodes: [1, 2], lack: "leader" });
});

test("nobody lags where something else is broken", () => {
  expect(laggardsOf(handmade([{ states: [leader] }]))).toBeUndefined();
});
