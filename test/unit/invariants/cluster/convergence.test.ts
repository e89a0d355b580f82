import { expect, test } from "vitest";
import { type AfterGossip, checkConvergence } from "../../../../invariants/cluster/convergence.ts";

const CALM: AfterGossip = {
  event: 9,
  atUs: 4_000,
  gossipUs: 1_500_000,
  nodes: [1, 2, 3].map((id) => ({ id, hash: 0x11 })),
  counters: [{ key: "counter:a", node: 1, value: 5, least: 5, most: 7 }],
  missing: [],
  surplus: [],
  wrong: [],
};

const told = (changes: Partial<AfterGossip>) =>
  checkConvergence({ ...CALM, ...changes }).map(({ message, nodes }) => [nodes, message]);

test("nodes that answer alike, and counters within what clients know, are as they should be", () => {
  expect(told({})).toEqual([]);
  expect(told({ nodes: [], counters: [] })).toEqual([]);
});

test("those that answer otherwise are told apart", () => {
  const [violation] = checkConvergence({ ...CALM, nodes: [...CALM.nodes, { id: 4, hash: 0x22 }] });
  expect(violation).toEqual({
    invariant: "convergence",
    event: 9,
    atUs: 4_000,
    nodes: [1, 4],
    message: expect.stringMatching(
      /^after 1500 ms of gossip without faults, n1, n2(,| and) n3 would answer \S+ by gossip, and n4 otherwise$/,
    ),
  });
});

test("an element that somebody was told is there, and is not, is lost", () => {
  const what = "n1 lacks x in cart:a, which a client was told is there, and nobody removed since";
  expect(told({ missing: [{ key: "cart:a", node: 1, element: "x" }] })).toEqual([
    [[1], `after 1500 ms of gossip without faults, ${what}`],
  ]);
});

test("an element whose every addition was removed does not come back", () => {
  const what = "n1 shows x in cart:a, and a client was told that all its additions are removed";
  expect(told({ surplus: [{ key: "cart:a", node: 1, element: "x" }] })).toEqual([
    [[1], `after 1500 ms of gossip without faults, ${what}`],
  ]);
});

test("an operation that would not build on what is known is told of", () => {
  const wrong = [{ key: "cart:a", node: 2, operations: "remove x", expected: "[]", shown: '["x"]' }];
  const what = 'n2 would show cart:a as ["x"] after remove x, and not as []';
  expect(told({ wrong })).toEqual([[[2], `after 1500 ms of gossip without faults, ${what}`]]);
});

test.each([
  [4, "n1 shows counter:a as 4, but what clients were told comes to 5 at least and 7 at most"],
  [8, "n1 shows counter:a as 8, but what clients were told comes to 5 at least and 7 at most"],
])("a counter that shows %d has lost something, or counts too much", (value, message) => {
  const counters = [{ ...CALM.counters[0]!, value }];
  expect(told({ counters })).toEqual([[[1], `after 1500 ms of gossip without faults, ${message}`]]);
});
