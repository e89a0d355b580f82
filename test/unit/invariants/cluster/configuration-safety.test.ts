import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigurationSafety } from "../../../../invariants/cluster/configuration-safety.ts";
import type { ConfigurationFacts } from "../../../../invariants/index.ts";
import { type Call, holdsConfiguration, joint, messagesOf, simple } from "../histories.ts";

const FOUNDERS = [1, 2, 3];
const SERVERS = [1, 2, 3, 4, 5, 6];

/** What n1 appends one after the other. */
function inOneLog(configurations: readonly ConfigurationFacts[]): Call[] {
  return configurations.flatMap((facts, place) => holdsConfiguration(1, place + 1, 1, facts));
}

/** Each server's part in the next configuration: 0 none, 1 learner, 2 voter. */
const roles = fc.array(fc.nat(2), { minLength: SERVERS.length, maxLength: SERVERS.length });

/** Chains in which each configuration may follow the one before: one voter more or less, or in and out of joint ones. */
const validChain = fc.array(roles, { minLength: 1, maxLength: 12 }).map((all): ConfigurationFacts[] => {
  const chain: ConfigurationFacts[] = [simple(FOUNDERS)];
  for (const parts of all) {
    const before = chain.at(-1)!;
    const voters = SERVERS.filter((_, place) => parts[place] === 2);
    const learners = SERVERS.filter((_, place) => parts[place] === 1);
    if (voters.length === 0) continue;
    if (differenceOf(before.voters, voters) <= 1) chain.push(simple(voters, learners));
    else chain.push(jointOf(before.voters, voters, learners), simple(voters, learners));
  }
  return chain.slice(1);
});

function jointOf(outgoing: readonly number[], voters: number[], learners: readonly number[]): ConfigurationFacts {
  const isOutgoing = (node: number) => outgoing.includes(node);
  return {
    voters,
    outgoing,
    learners: learners.filter((node) => !isOutgoing(node)),
    learnersNext: learners.filter(isOutgoing),
    leavesByItself: true,
  };
}

function differenceOf(one: readonly number[], other: readonly number[]): number {
  return SERVERS.filter((node) => one.includes(node) !== other.includes(node)).length;
}

/** Each breaks one rule at one place of a chain, or leaves the chain as it is where it does not fit. */
const BREAKS: Readonly<Record<string, (chain: ConfigurationFacts[], place: number) => ConfigurationFacts[]>> = {
  "leaves out the joint configuration": (chain, place) =>
    chain[place]!.outgoing.length > 0 ? chain.toSpliced(place, 1) : chain,
  "stays joint": (chain, place) => {
    const { outgoing, voters } = chain[place]!;
    return outgoing.length > 0 ? chain.toSpliced(place + 1, 0, joint(voters, voters)) : chain;
  },
  "forgets an outgoing voter": (chain, place) => {
    const { outgoing, learnersNext, ...rest } = chain[place]!;
    const kept = outgoing.filter((node) => node !== outgoing[0]);
    if (kept.length === 0) return chain;
    return chain.with(place, {
      ...rest,
      outgoing: kept,
      learnersNext: learnersNext.filter((node) => kept.includes(node)),
    });
  },
  "loses those who were to become learners": (chain, place) =>
    chain[place]!.learnersNext.length > 0 ? chain.with(place + 1, simple(chain[place]!.voters)) : chain,
  "has no voter": (chain, place) => chain.with(place, { ...chain[place]!, voters: [] }),
  "makes a voter a learner too": (chain, place) =>
    chain.with(place, { ...chain[place]!, learners: [chain[place]!.voters[0]!] }),
  "does not ascend": (chain, place) => {
    const { voters } = chain[place]!;
    return voters.length > 1 ? chain.with(place, { ...chain[place]!, voters: voters.toReversed() }) : chain;
  },
  "demotes one who stays": (chain, place) =>
    chain.with(place, { ...chain[place]!, learnersNext: [chain[place]!.voters[0]!] }),
};

describe("configuration safety", () => {
  it("lets every chain be that follows the rules", () => {
    fc.assert(
      fc.property(validChain, (chain) => {
        expect(messagesOf(ConfigurationSafety, inOneLog(chain), FOUNDERS, SERVERS.length)).toEqual([]);
      }),
    );
  });

  it.each(Object.entries(BREAKS))("finds a chain that %s", (_, broken) => {
    fc.assert(
      fc.property(validChain, fc.nat(), (chain, choice) => {
        fc.pre(chain.length > 0);
        const changed = broken(chain, choice % chain.length);
        fc.pre(changed !== chain && changed.length > 0);
        expect(messagesOf(ConfigurationSafety, inOneLog(changed), FOUNDERS, SERVERS.length)).not.toEqual([]);
      }),
    );
  });

  it("says what follows what, and what is wrong with it", () => {
    const messageOf = (...all: readonly ConfigurationFacts[]) =>
      messagesOf(ConfigurationSafety, inOneLog(all), FOUNDERS, 5)[0];
    expect(messageOf(simple([2, 3, 4]))).toBe(
      "in the log of n1 entry 1 of term 1 holds the configuration voters n2, n3, n4 after voters n1, n2, n3, but several voters change at once, and it is not joint: n1, n4",
    );
    expect(messageOf(joint([1, 4, 5], [1, 2]))).toMatch(/, but n1, n2 go where the voters were n1, n2, n3$/);
    expect(messageOf(joint([1, 4, 5], [1, 2, 3]), joint([1, 4], [1, 2, 3]))).toMatch(/, but both are joint$/);
    expect(messageOf(joint([1, 4, 5], [1, 2, 3], [2]), simple([1, 4], [2]))).toMatch(
      /outgoing n1, n2, n3; learners next n2; left by itself, but the voters change when the joint configuration is left$/,
    );
    expect(messageOf(joint([1, 4, 5], [1, 2, 3], [2]), simple([1, 4, 5]))).toMatch(/, but its learners should be n2$/);
    expect(messageOf(simple([]))).toMatch(/, but it has no voter$/);
    expect(messageOf(simple([2, 1, 3]))).toMatch(/, but its voters do not ascend$/);
    expect(messageOf(simple([1, 2, 3], [3]))).toMatch(/, but n3 is both voter and learner$/);
    expect(messageOf(joint([1, 4], [1, 2, 3], [1]))).toMatch(
      /, but n1 is to become a learner, but is no voter that goes/,
    );
  });

  it("finds learners that go, and such as never voted", () => {
    const goes = { voters: [1, 4], outgoing: [1, 2, 3], learners: [3], learnersNext: [], leavesByItself: true };
    expect(messagesOf(ConfigurationSafety, inOneLog([goes]), FOUNDERS, 5)).toEqual([
      expect.stringMatching(/, but n3 is both voter and learner$/),
    ]);
    expect(messagesOf(ConfigurationSafety, inOneLog([joint([1, 4], FOUNDERS, [5])]), FOUNDERS, 5)).toEqual([
      expect.stringMatching(/, but n5 is to become a learner, but is no voter that goes$/),
    ]);
  });

  it("judges what follows a snapshot by the configuration that came with it", () => {
    const followedBy = (facts: ConfigurationFacts): Call[] => [
      ["snapshotInstalled", 1, 9, 1, joint([1, 4], [1, 2, 3])],
      ...holdsConfiguration(1, 10, 2, facts),
    ];
    expect(messagesOf(ConfigurationSafety, followedBy(simple([1, 4])), FOUNDERS, 4)).toEqual([]);
    expect(messagesOf(ConfigurationSafety, followedBy(simple([1, 2])), FOUNDERS, 4)).toHaveLength(1);
  });

  it("lets another configuration take the place of one that was rolled back, in its index but not in its term", () => {
    const calls: Call[] = [
      ...holdsConfiguration(1, 1, 1, simple([1, 2, 3, 4])),
      ...holdsConfiguration(2, 1, 2, simple([1, 2])),
      ["truncated", 1, 1],
      ...holdsConfiguration(1, 1, 2, simple([1, 2])),
    ];
    expect(messagesOf(ConfigurationSafety, calls, FOUNDERS, 4)).toEqual([]);
    expect(
      messagesOf(ConfigurationSafety, [...calls, ...holdsConfiguration(3, 1, 2, simple([1, 3]))], FOUNDERS, 4),
    ).toEqual([
      "in the log of n3 entry 1 of term 2 holds the configuration voters n1, n3, but voters n1, n2 in that of n2 at event 5 (t=0.005 s)",
    ]);
  });
});
