import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draws } from "../../../../src/chaos/index.ts";
import { drawChange, type Surroundings } from "../../../../src/fuzz/operator/change-draw.ts";
import type { Configuration, MembershipChange } from "../../../../src/fuzz/operator/membership.ts";
import { configurationAfter } from "../../../../src/raft/membership.ts";
import { Choices, expandSeed } from "../../../../src/sim/index.ts";

const CHOICES = new Choices(expandSeed("changes"), 1);

const settled = (voters: readonly number[], learners: readonly number[] = []): Configuration => ({
  voters,
  outgoing: [],
  learners,
  learnersNext: [],
  leavesByItself: false,
});

function draw(configuration: Configuration, surroundings: Surroundings, count: number): MembershipChange[] {
  return Array.from({ length: count }, (_, operation) =>
    drawChange(configuration, surroundings, new Draws(CHOICES, 0, operation)),
  ).filter((change) => change !== undefined);
}

/** What the core makes of a change, its joint configuration left. */
function targetOf(configuration: Configuration, change: MembershipChange): Configuration | string {
  const after = configurationAfter(configuration, change);
  if (typeof after === "string" || after.outgoing.length === 0) return after;
  return configurationAfter(after, { kind: "leave" });
}

const SURROUNDINGS: Surroundings = { leader: 2, nodes: 7, leastVoters: 3 };
const CONFIGURATION = settled([1, 2, 3, 4], [5]);
const changes = draw(CONFIGURATION, SURROUNDINGS, 3_000);
const targets = changes.map((change) => targetOf(CONFIGURATION, change));

describe("a change that is drawn", () => {
  test("is the same for the same draws", () => {
    expect(draw(CONFIGURATION, SURROUNDINGS, 300)).toEqual(
      changes.slice(0, draw(CONFIGURATION, SURROUNDINGS, 300).length),
    );
  });

  test("leaves as many voters as have to stay, all of them nodes that there are, whatever the core makes of it", () => {
    const lists = fc.record({
      nodes: fc.integer({ min: 1, max: 12 }),
      parts: fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
      seed: fc.nat(100_000),
    });
    fc.assert(
      fc.property(lists, ({ nodes, parts, seed }) => {
        const all = Array.from({ length: nodes }, (_, place) => place + 1);
        const voters = all.filter((node) => node === 1 || parts[node - 1] === 0);
        const leastVoters = Math.min(voters.length, 3);
        const configuration = settled(
          voters,
          all.filter((node) => !voters.includes(node) && parts[node - 1] === 1),
        );
        const change = drawChange(configuration, { leader: 1, nodes, leastVoters }, new Draws(CHOICES, 1, seed));
        const target = change === undefined ? "nothing" : targetOf(configuration, change);
        if (typeof target === "string") return;
        expect(target.voters.length).toBeGreaterThanOrEqual(leastVoters);
        for (const node of [...target.voters, ...target.learners]) expect(all).toContain(node);
      }),
      { numRuns: 2_000 },
    );
  });

  test("comes to everything that a change can be", () => {
    const made = targets.filter((target): target is Configuration => typeof target !== "string");
    const count = (is: (target: Configuration) => boolean) => made.filter(is).length;
    for (const [what, is] of [
      ["a learner more", ({ voters, learners }) => voters.length === 4 && learners.length === 2],
      ["a voter more", ({ voters, learners }) => voters.length === 5 && learners.includes(5)],
      ["the learner promoted", ({ voters }) => voters.length === 5 && voters.includes(5)],
      ["a voter demoted", ({ voters, learners }) => voters.length === 3 && learners.length === 2],
      ["a server removed", ({ voters, learners }) => voters.length + learners.length === 4],
      ["the leader removed", ({ voters, learners }) => ![...voters, ...learners].includes(2)],
      ["one replaced by another", ({ voters }) => voters.length === 4 && voters.includes(7)],
      ["no founder left", ({ voters }) => !voters.some((node) => node < 4)],
      ["everybody a voter", ({ voters }) => voters.length === 7],
    ] as const satisfies readonly (readonly [string, (target: Configuration) => boolean])[]) {
      expect(count(is), what).toBeGreaterThan(0);
    }
    const transitions = changes.flatMap((change) => (change.kind === "change" ? [change.transition] : []));
    expect(new Set(transitions)).toEqual(new Set(["auto", "implicit", "explicit"]));
  });

  test("makes no sense now and then, in every way", () => {
    const refusals = targets.filter((target) => typeof target === "string");
    expect(new Set(refusals)).toEqual(new Set(["unknown-node", "no-voter-left", "nothing-to-change", "not-joint"]));
    expect(refusals.length / targets.length).toBeGreaterThan(0.03);
    expect(refusals.length / targets.length).toBeLessThan(0.2);
  });

  test("is mostly to leave a joint configuration that waits for it, and hardly ever one that does not", () => {
    const joint = { ...settled([2, 3, 4]), outgoing: [1, 2, 3] };
    const leaves = (of: Configuration) => {
      const drawn = draw(of, SURROUNDINGS, 1_000);
      return drawn.filter(({ kind }) => kind === "leave").length / drawn.length;
    };
    expect(leaves(joint)).toBeGreaterThan(0.6);
    expect(leaves({ ...joint, leavesByItself: true })).toBeLessThan(0.1);
  });
});

test("in a cluster of one there is nobody to add, and nobody to spare", () => {
  const alone = settled([1]);
  for (const change of draw(alone, { leader: 1, nodes: 1, leastVoters: 1 }, 500)) {
    expect(typeof configurationAfter(alone, change)).toBe("string");
  }
});
