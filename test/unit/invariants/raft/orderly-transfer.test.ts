import { describe, expect, it } from "vitest";
import { OrderlyTransfer } from "../../../../invariants/raft/orderly-transfer.ts";
import { type Call, holds, holdsConfiguration, messagesOf, simple } from "../histories.ts";

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
});
