import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterJoint,
  allMembers,
  ascending,
  type Configuration,
  configurationOf,
  isJoint,
  isMember,
  isVoter,
  jointOf,
} from "../../../src/raft/configuration.ts";
import { configurationAfter } from "../../../src/raft/membership.ts";
import type { MembershipChange, MembershipStep } from "../../../src/raft/membership-change.ts";
import { isQuorumOf } from "../../../src/raft/quorum.ts";

const SERVERS = [1, 2, 3, 4, 5, 6];

const step: fc.Arbitrary<MembershipStep> = fc.record({
  kind: fc.constantFrom("add-voter" as const, "add-voter" as const, "add-learner" as const, "remove" as const),
  node: fc.constantFrom(...SERVERS),
});

const change: fc.Arbitrary<MembershipChange> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      steps: fc.array(step, { minLength: 1, maxLength: 4 }),
      transition: fc.constantFrom("auto" as const, "implicit" as const, "explicit" as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "leave" as const }) },
);

const founders = fc.subarray(SERVERS, { minLength: 1 }).map((voters) => configurationOf(voters));

/** Every configuration that the changes lead through, those that are refused left out. */
function walk(start: Configuration, changes: readonly MembershipChange[]): Configuration[] {
  const walked = [start];
  for (const each of changes) {
    const next = configurationAfter(walked.at(-1)!, each);
    if (typeof next !== "string") walked.push(next);
  }
  return walked;
}

/** All sets of servers that decide, as bit masks. */
function quorumsOf(configuration: Configuration): number[] {
  const masks = Array.from({ length: 2 ** SERVERS.length }, (_, mask) => mask);
  return masks.filter((mask) =>
    isQuorumOf(configuration, new Set(SERVERS.filter((_, place) => (mask & (1 << place)) !== 0))),
  );
}

describe("any sequence of changes", () => {
  test("leads through configurations of which each two that follow each other have no quorums apart", () => {
    fc.assert(
      fc.property(founders, fc.array(change, { maxLength: 12 }), (start, changes) => {
        const walked = walk(start, changes).map(quorumsOf);
        walked.slice(1).forEach((quorums, place) => {
          const before = walked[place]!;
          expect(quorums.filter((one) => before.some((other) => (one & other) === 0))).toEqual([]);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("leaves a voter, and everybody in one place", () => {
    fc.assert(
      fc.property(founders, fc.array(change, { maxLength: 12 }), (start, changes) => {
        for (const configuration of walk(start, changes)) {
          const { voters, outgoing, learners, learnersNext } = configuration;
          expect(voters.length).toBeGreaterThan(0);
          for (const list of [voters, outgoing, learners, learnersNext]) expect(list).toEqual(ascending(list));
          expect(learners.filter((node) => isVoter(configuration, node))).toEqual([]);
          expect(learnersNext.filter((node) => voters.includes(node) || !outgoing.includes(node))).toEqual([]);
          if (!isJoint(configuration)) expect([learnersNext, configuration.leavesByItself]).toEqual([[], false]);
          expect(SERVERS.filter((node) => isMember(configuration, node))).toEqual(allMembers(configuration));
        }
      }),
    );
  });

  test("comes to the same through a joint configuration as without", () => {
    fc.assert(
      fc.property(founders, fc.array(step, { minLength: 1, maxLength: 4 }), (start, steps) => {
        const explicit = configurationAfter(start, { kind: "change", steps, transition: "explicit" });
        const auto = configurationAfter(start, { kind: "change", steps, transition: "auto" });
        if (typeof explicit === "string" || typeof auto === "string") expect(explicit).toBe(auto);
        else expect(afterJoint(explicit)).toEqual(isJoint(auto) ? afterJoint(auto) : auto);
      }),
    );
  });
});

test("a voter that is demoted votes until the joint configuration is left", () => {
  const joint = jointOf(configurationOf([1, 2], [5]), configurationOf([2, 3], [1, 4]), true);
  expect(joint).toEqual({ voters: [2, 3], outgoing: [1, 2], learners: [4], learnersNext: [1], leavesByItself: true });
  expect(allMembers(joint)).toEqual([1, 2, 3, 4]);
  expect(afterJoint(joint)).toEqual(configurationOf([2, 3], [1, 4]));
});
