import { describe, expect, it } from "vitest";
import { appointJudge } from "../../../../invariants/index.ts";
import { OrderlyTransfer } from "../../../../invariants/raft/orderly-transfer.ts";
import { History } from "../../../../src/workload/index.ts";
import { ALL_OBSERVATIONS, type Call, holds, holdsConfiguration, messagesOf, observe, simple } from "../histories.ts";

const begun: readonly Call[] = [["becameLeader", 1, 2], ...holds(1, 1, [2, 5]), ["transferStarted", 1, 2, 3]];
const ended: Call = ["transferEnded", 1, 2, 3, "timed-out"];

describe("orderly transfer", () => {
  it("lets a leader be that appends before and after, and a configuration meanwhile; and all others", () => {
    const between = [...holdsConfiguration(1, 2, 2, simple([1, 2, 3])), ...holds(2, 1, [2, 5], [2, 6])];
    expect(messagesOf(OrderlyTransfer, [...begun, ...between, ended, ...holds(1, 3, [2, 7], [2, 8])])).toEqual([]);
    expect(messagesOf(OrderlyTransfer, [...begun, ["crashed", 1], ...holds(1, 2, [2, 6], [2, 7])])).toEqual([]);
    const deposed: Call = ["transferEnded", 1, 2, 3, "deposed"];
    expect(messagesOf(OrderlyTransfer, [...begun, deposed, ...holds(1, 2, [3, 6])])).toEqual([]);
  });

  it("finds a command that was taken meanwhile, at the next entry or at the end", () => {
    const message =
      "n1 appended a command at index 2 while it handed its leadership over to n3, since event 4 (t=0.004 s)";
    expect(messagesOf(OrderlyTransfer, [...begun, ...holds(1, 2, [2, 6]), ended])).toEqual([message]);
    const next = [...holds(1, 2, [2, 6]), ...holdsConfiguration(1, 3, 2, simple([1, 2, 3]))];
    expect(messagesOf(OrderlyTransfer, [...begun, ...next])).toEqual([message]);
  });

  it("finds a transfer that goes on though its target lost its vote", () => {
    expect(messagesOf(OrderlyTransfer, [...begun, ...holdsConfiguration(1, 2, 2, simple([1, 2], [3]))])).toEqual([
      "n1 goes on handing its leadership over to n3, begun at event 4 (t=0.004 s), but the configuration that it " +
        "appended at index 2 has n3 not among the voters",
    ]);
  });

  it("hears of a leader's transfer from that leader alone", () => {
    const others: Call[] = [...holds(2, 1, [2, 5], [2, 6]), ["transferEnded", 2, 2, 3, "timed-out"], ["crashed", 3]];
    expect(messagesOf(OrderlyTransfer, [...begun, ...others, ...holds(1, 2, [2, 6]), ...others, ended])).toHaveLength(
      1,
    );
    expect(messagesOf(OrderlyTransfer, [...begun, ...others, ended])).toEqual([]);
  });

  it("is over after an election timeout on the slowest clock, when its leader does anything", () => {
    // Each call comes a millisecond after the one before.
    const timed = (calls: readonly Call[], slowestClockPerMille: number) => {
      const config = { nodes: 3, founders: [1, 2, 3], supplied: ALL_OBSERVATIONS, history: new History() };
      const limits = { expects: "safety", electionTimeoutUs: 2_000, slowestClockPerMille } as const;
      const judge = appointJudge({ ...config, ...limits }, [OrderlyTransfer]);
      observe(judge, [["transferStarted", 1, 2, 3], ...calls]);
      return judge.violations.map(({ message }) => message);
    };
    const idle: Call = ["voteRefused", 2, 2, 3];
    const told: Call = ["toldToCampaign", 1, 2, 3, 7];
    expect(timed([idle, told], 1_000)).toEqual([]);
    expect(timed([idle, idle, idle, ended, told], 1_000)).toEqual([]);
    expect(timed([idle, idle, told], 1_000)).toEqual([
      "n1 goes on handing its leadership over to n3, begun at event 1 (t=0.001 s), but that should have been over " +
        "1000 us ago",
    ]);
    expect(timed([idle, idle, ["committed", 1, 7, 2]], 1_000)).toHaveLength(1);
    expect(timed([idle, idle, ["roundConfirmed", 1, 2, 9]], 1_000)).toHaveLength(1);
    expect(timed([idle, idle, told], 500)).toEqual([]);
    expect(timed([idle, idle, idle, idle, told], 500)).toHaveLength(1);
    expect(timed([idle, idle, idle, idle, told], 0)).toEqual([]);
  });
});
