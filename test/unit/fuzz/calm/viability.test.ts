import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canGoOn } from "../../../../src/fuzz/calm/viability.ts";
import type { Cluster } from "../../../../src/fuzz/cluster.ts";
import { type Configuration, hasQuorum, membersOf } from "../../../../src/fuzz/operator/membership.ts";

interface Node {
  readonly voters: readonly number[];
  readonly outgoing?: readonly number[];
  readonly learners?: readonly number[];
  /** Term and index of its last entry. */
  readonly last: readonly [term: number, index: number];
}

const configurationOf = ({ voters, outgoing = [], learners = [] }: Omit<Node, "last">): Configuration => ({
  voters,
  outgoing,
  learners,
  learnersNext: [],
  leavesByItself: false,
});

/** Nodes 1, 2 and so on, some of whose links are cut. */
function clusterOf(nodes: readonly Node[], cuts: readonly (readonly [from: number, to: number])[] = []): Cluster {
  const programs = nodes.map((node, place) => ({
    view: { id: place + 1, lastTerm: node.last[0], lastIndex: node.last[1], configuration: configurationOf(node) },
  }));
  return {
    program: (id: number) => programs[id - 1],
    isCut: (from: number, to: number) => cuts.some((cut) => cut[0] === from && cut[1] === to),
  } as unknown as Cluster;
}

const FIVE = [1, 2, 3, 4, 5];

describe("nodes of one configuration", () => {
  const logs = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(5)), { minLength: 5, maxLength: 5 });
  const able = fc.subarray(FIVE);

  test("can go on if they are a quorum, whatever their logs", () => {
    fc.assert(
      fc.property(logs, able, (lasts, nodes) => {
        const cluster = clusterOf(lasts.map((last) => ({ voters: FIVE, last })));
        expect(canGoOn(cluster, nodes)).toBe(nodes.length > 2);
      }),
    );
  });

  test("can go on if one has a quorum that it hears and that hears it, and the best log among them", () => {
    const cuts = [4, 5].flatMap((far) => [1, 2].flatMap((near) => [[far, near] as const]));
    const last = (index: number) => ({ voters: FIVE, last: [1, index] as const });
    expect(
      canGoOn(
        clusterOf(
          FIVE.map(() => last(7)),
          cuts,
        ),
        FIVE,
      ),
    ).toBe(true);
    expect(canGoOn(clusterOf(FIVE.map(last), cuts), [1, 2, 3])).toBe(true);
    // One direction is enough for a vote to be lost.
    for (const cut of [
      [1, 3],
      [3, 2],
    ] as const) {
      expect(canGoOn(clusterOf(FIVE.map(last), [...cuts, cut]), [1, 2, 3])).toBe(false);
    }
  });
});

describe("nodes of several configurations", () => {
  test("need a quorum of each, and of both halves of one that is joint", () => {
    const old = { voters: [1, 2, 3], last: [1, 5] } as const;
    const joint = { voters: [3, 4, 5], outgoing: [1, 2, 3], last: [1, 6] } as const;
    const cluster = clusterOf([old, old, joint, joint, joint]);
    expect(canGoOn(cluster, FIVE)).toBe(true);
    expect(canGoOn(cluster, [1, 3, 4])).toBe(true);
    expect(canGoOn(cluster, [3, 4, 5])).toBe(false);
    expect(canGoOn(cluster, [1, 2, 3])).toBe(false);
    expect(canGoOn(cluster, [1, 2])).toBe(true);
  });

  test("need one that may be elected: a learner with the best log keeps its vote from the others", () => {
    // The leader of term 3 has reached the learner 4 only. Node 1 holds a change of term 2 that makes that one a voter.
    const ahead = { voters: [1, 2, 3, 4], last: [2, 6] } as const;
    const behind = { voters: [1, 2, 3], learners: [4], last: [1, 5] } as const;
    const learner = { ...behind, last: [3, 7] } as const;
    const leader = { ...behind, last: [3, 7] } as const;
    const cluster = clusterOf([ahead, behind, leader, learner]);
    expect(canGoOn(cluster, [1, 2, 3, 4])).toBe(true);
    expect(canGoOn(cluster, [1, 2, 4])).toBe(false);
  });

  test("do not need those who have joined nothing, and cannot go on with them alone", () => {
    const none = { voters: [], last: [0, 0] } as const;
    const cluster = clusterOf([{ voters: [1], last: [1, 1] }, none, none]);
    expect(canGoOn(cluster, [1, 2])).toBe(true);
    expect(canGoOn(cluster, [2, 3])).toBe(false);
  });
});

test("a quorum is more than half of the voters, of both halves where there are two; learners do not count", () => {
  expect(hasQuorum(configurationOf({ voters: FIVE }), [1, 2])).toBe(false);
  expect(hasQuorum(configurationOf({ voters: FIVE }), [1, 2, 9])).toBe(false);
  expect(hasQuorum(configurationOf({ voters: [1, 2], learners: [3] }), [1, 3])).toBe(false);
  expect(hasQuorum(configurationOf({ voters: [1, 2, 3] }), [1, 3])).toBe(true);
  expect(hasQuorum(configurationOf({ voters: [1], outgoing: [2, 3] }), [1, 2])).toBe(false);
  expect(hasQuorum(configurationOf({ voters: [1], outgoing: [2, 3] }), [2, 3])).toBe(false);
  expect(hasQuorum(configurationOf({ voters: [1], outgoing: [2, 3] }), [1, 2, 3])).toBe(true);
});

test("members are all who are to have the log, each once", () => {
  expect(membersOf(configurationOf({ voters: [3, 4], outgoing: [1, 3], learners: [2] }))).toEqual([1, 2, 3, 4]);
});
