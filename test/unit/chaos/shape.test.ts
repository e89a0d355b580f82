import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draws } from "../../../src/chaos/draws.ts";
import type { Shape } from "../../../src/chaos/fault.ts";
import { cutOff, linksCutBy, SHAPES } from "../../../src/chaos/shape.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";

const nodesOf = (count: number): number[] => Array.from({ length: count }, (_, place) => place + 1);

/** What a shape makes of a cluster: for each node, which others it still hears. */
class Division {
  readonly nodes: readonly number[];
  readonly cuts: ReadonlySet<string>;
  readonly links: number;

  constructor(shape: Shape, count: number, leader: number | undefined, operation: number) {
    const draws = new Draws(new Choices(expandSeed("shape"), 1), 0, operation);
    const links = linksCutBy(shape, nodesOf(count), leader, draws);
    this.nodes = nodesOf(count);
    this.links = links.length;
    this.cuts = new Set(links.map(({ from, to }) => `${from}>${to}`));
  }

  hears(from: number, to: number): boolean {
    return !this.cuts.has(`${from}>${to}`);
  }

  /** The others that a node hears and is heard by. */
  neighbours(node: number): number[] {
    return this.nodes.filter((other) => other !== node && this.hears(other, node) && this.hears(node, other));
  }

  /** The groups of nodes that reach each other somehow, each in order. */
  get groups(): number[][] {
    const groups: number[][] = [];
    for (const node of this.nodes) {
      if (groups.some((group) => group.includes(node))) continue;
      const group = [node];
      for (const member of group) group.push(...this.neighbours(member).filter((other) => !group.includes(other)));
      groups.push(group.sort((one, other) => one - other));
    }
    return groups;
  }

  get isSymmetric(): boolean {
    return [...this.cuts].every((link) => this.cuts.has(link.split(">").reverse().join(">")));
  }

  /** Whether nothing is cut within a group. */
  get hasWholeGroups(): boolean {
    return this.groups.every((group) => group.every((node) => this.neighbours(node).length === group.length - 1));
  }
}

const clusters = fc.integer({ min: 2, max: 25 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    leader: fc.option(fc.integer({ min: 1, max: count }), { nil: undefined }),
    operation: fc.nat(1_000_000),
  }),
);

/** Whatever the cluster, its leader and the draws, it is so. */
function holds(shape: Shape, claim: (division: Division, leader: number | undefined) => void): void {
  fc.assert(
    fc.property(clusters, ({ count, leader, operation }) => {
      claim(new Division(shape, count, leader, operation), leader);
    }),
  );
}

const sizes = (division: Division) => division.groups.map((group) => group.length).sort((one, other) => one - other);

describe.each(SHAPES)("%s", (shape) => {
  test("cuts something, each link once, and no link from a node to itself", () => {
    holds(shape, ({ cuts, links }) => {
      expect(links).toBeGreaterThan(0);
      expect(cuts.size).toBe(links);
      for (const link of cuts) expect(link.split(">")[0]).not.toBe(link.split(">")[1]);
    });
  });

  test("cuts nothing where there is nobody to be cut off from", () => {
    expect([0, 1].map((count) => new Division(shape, count, undefined, 7).links)).toEqual([0, 0]);
  });
});

test("halves are two whole groups that hear nothing of each other", () => {
  holds("halves", (division) => {
    expect(division.isSymmetric).toBe(true);
    expect(division.groups).toHaveLength(2);
    expect(division.hasWholeGroups).toBe(true);
    const [one, other] = division.groups;
    expect(division.links).toBe(2 * one!.length * other!.length);
  });
});

test("one-way: a group is heard by nobody else, but hears all others", () => {
  holds("one-way", (division) => {
    const silent = new Set([...division.cuts].map((link) => Number(link.split(">")[0])));
    const deaf = new Set([...division.cuts].map((link) => Number(link.split(">")[1])));
    expect([...silent, ...deaf].sort((one, other) => one - other)).toEqual(division.nodes);
    expect(division.links).toBe(silent.size * deaf.size);
  });
});

test("a bridge: one node hears all, and the two halves of the others hear nothing of each other", () => {
  holds("bridge", (division) => {
    const { nodes } = division;
    if (nodes.length === 2) return;
    const joints = nodes.filter((node) => division.neighbours(node).length === nodes.length - 1);
    expect(joints).toHaveLength(1);
    const half = (nodes.length - 1) / 2;
    const heard = nodes.filter((node) => node !== joints[0]).map((node) => division.neighbours(node).length);
    // Itself is not among them, but the joint is.
    expect(new Set(heard)).toEqual(new Set([Math.floor(half), Math.ceil(half)]));
    expect(division.links).toBe(2 * Math.floor(half) * Math.ceil(half));
    expect(division.isSymmetric).toBe(true);
  });
});

test("a ring: each node hears two neighbours, and all are joined", () => {
  holds("ring", (division) => {
    if (division.nodes.length < 4) return;
    for (const node of division.nodes) expect(division.neighbours(node)).toHaveLength(2);
    expect(division.groups).toHaveLength(1);
    expect(division.isSymmetric).toBe(true);
  });
});

test("a bridge of two and a ring of up to three would cut nothing: they isolate one", () => {
  for (const [shape, count] of [
    ["bridge", 2],
    ["ring", 2],
    ["ring", 3],
  ] as const) {
    expect(new Division(shape, count, 1, 5).groups).toEqual([[1], nodesOf(count).slice(1)]);
  }
});

test.each(["isolate-one", "flapping"] as const)(
  "%s: one node, any of them, hears nobody and is heard by nobody",
  (shape) => {
    holds(shape, (division) => {
      expect(sizes(division)[0]).toBe(1);
      expect(division.groups).toHaveLength(2);
      expect(division.hasWholeGroups && division.isSymmetric).toBe(true);
    });
    const isolated = Array.from({ length: 200 }, (_, operation) =>
      new Division(shape, 7, 1, operation).groups.find((group) => group.length === 1),
    );
    expect(new Set(isolated.flat()).size).toBe(7);
  },
);

test("isolate-leader: the leader hears nobody and is heard by nobody; without one any node", () => {
  holds("isolate-leader", (division, leader) => {
    expect(division.isSymmetric && division.hasWholeGroups).toBe(true);
    expect(sizes(division)).toEqual([1, division.nodes.length - 1].sort((one, other) => one - other));
    if (leader !== undefined) expect(division.groups).toContainEqual([leader]);
  });
  const lonely = Array.from({ length: 200 }, (_, operation) =>
    new Division("isolate-leader", 7, undefined, operation).groups.find((group) => group.length === 1),
  );
  expect(new Set(lonely.flat()).size).toBe(7);
});

describe("with the leader in", () => {
  const groupOf = (division: Division, leader: number) => division.groups.find((group) => group.includes(leader))!;

  test("the minority: the others are a majority", () => {
    holds("leader-in-minority", (division, leader) => {
      const count = division.nodes.length;
      expect(division.groups).toHaveLength(2);
      expect(division.isSymmetric && division.hasWholeGroups).toBe(true);
      // Of two nodes neither is a majority.
      const most = Math.max(1, Math.floor((count - 1) / 2));
      expect(sizes(division)).toEqual([most, count - most]);
      if (leader !== undefined && count > 2) expect(groupOf(division, leader)).toHaveLength(most);
    });
  });

  test("the majority: it goes on leading that", () => {
    holds("leader-in-majority", (division, leader) => {
      const count = division.nodes.length;
      expect(division.groups).toHaveLength(2);
      expect(division.isSymmetric && division.hasWholeGroups).toBe(true);
      if (leader !== undefined && count > 2) expect(groupOf(division, leader).length * 2).toBeGreaterThan(count);
    });
  });
});

test("splits into halves are of every kind", () => {
  const splits = Array.from({ length: 400 }, (_, operation) => new Division("halves", 5, 1, operation).groups);
  // Every split of five nodes into two groups.
  expect(new Set(splits.map((groups) => JSON.stringify(groups))).size).toBe(15);
});

test("cutting off everybody or nobody cuts nothing", () => {
  expect(cutOff([1, 2, 3], [1, 2, 3])).toEqual([]);
  expect(cutOff([1, 2, 3], [])).toEqual([]);
});
