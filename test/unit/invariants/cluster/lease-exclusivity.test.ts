import { describe, expect, it } from "vitest";
import { LeaseExclusivity } from "../../../../invariants/cluster/lease-exclusivity.ts";
import { appointJudge, type Judge } from "../../../../invariants/index.ts";
import { History } from "../../../../src/workload/index.ts";
import { ALL_OBSERVATIONS, type Call, observe } from "../histories.ts";

/** Each call comes a millisecond after the one before. */
function judged(calls: readonly Call[], fastestClockPerMille = 1_000, prepare?: (judge: Judge) => void): string[] {
  const judge = appointJudge(
    {
      nodes: 3,
      founders: [1, 2, 3],
      supplied: ALL_OBSERVATIONS,
      history: new History(),
      expects: "safety",
      fastestClockPerMille,
    },
    [LeaseExclusivity],
  );
  prepare?.(judge);
  observe(judge, calls);
  return judge.violations.map(({ message }) => message);
}

const leased: Call = ["leaseConfirmed", 1, 3, 4_000];
const elected: Call = ["becameLeader", 2, 4];
const idle: Call = ["voteRefused", 3, 3, 2];

describe("lease exclusivity", () => {
  it("lets an election be that comes when the lease is over", () => {
    expect(judged([leased, idle, idle, idle, elected])).toEqual([]);
  });

  it("finds one that comes while it lasts", () => {
    expect(judged([leased, idle, idle, elected])).toEqual([
      "n2 became leader of term 4, but the lease of n1, leader of term 3, lasts for 1000 us more: it was confirmed at " +
        "event 1 (t=0.001 s)",
    ]);
  });

  it("finds one that comes while a later lease of the same leader lasts, confirmed when the first was over or before", () => {
    expect(judged([leased, idle, idle, idle, idle, leased, elected])).toHaveLength(1);
    expect(judged([leased, idle, idle, leased, idle, elected])).toHaveLength(1);
  });

  it("takes the leader's clock for the fastest there is", () => {
    expect(judged([leased, idle, elected], 2_000)).toEqual([]);
    expect(judged([leased, elected], 2_000)).toHaveLength(1);
  });

  it.each<Call>([
    ["steppedDown", 1, 3],
    ["crashed", 1],
    ["toldToCampaign", 1, 3, 2, 7],
  ])("lets elections be after %s %i", (...call) => {
    expect(judged([leased, call as Call, elected])).toEqual([]);
  });

  it("knows of no lease that ended because of what another did", () => {
    expect(judged([leased, ["crashed", 3], ["steppedDown", 2, 2], elected])).toHaveLength(1);
  });

  it("has no leader that outlives the lease which it has after it told another to campaign", () => {
    expect(judged([["toldToCampaign", 1, 3, 2, 7], leased, elected])).toHaveLength(1);
  });

  it("does not hold a lease of a later term against an earlier one", () => {
    expect(judged([leased, ["becameLeader", 2, 2]])).toEqual([]);
  });

  it("says nothing where clocks may jump", () => {
    expect(judged([leased, elected], 0)).toEqual([]);
    expect(judged([leased, elected], 1_000, (judge) => judge.distrustClocks())).toEqual([]);
    expect(judged([leased, elected], 1_000, (judge) => judge.distrustLeases())).toEqual([]);
  });
});
