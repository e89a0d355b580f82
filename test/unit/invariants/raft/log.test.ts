import { describe, expect, it } from "vitest";
import { ContiguousLog } from "../../../../invariants/raft/contiguous-log.ts";
import { LeaderAppendOnly } from "../../../../invariants/raft/leader-append-only.ts";
import { LogMatching } from "../../../../invariants/raft/log-matching.ts";
import { type Call, holds, messagesOf } from "../histories.ts";

describe("leader append-only", () => {
  const led: Call[] = [...holds(1, 1, [1, 10], [1, 11]), ["becameLeader", 1, 2]];

  it("lets followers, past leaders and restarted ones truncate", () => {
    const calls: Call[] = [
      ...holds(2, 1, [1, 10]),
      ["truncated", 2, 1],
      ...led,
      ["steppedDown", 1, 2],
      ["truncated", 1, 2],
    ];
    expect(messagesOf(LeaderAppendOnly, calls)).toEqual([]);
    expect(messagesOf(LeaderAppendOnly, [...led, ["termChanged", 1, 3], ["truncated", 1, 2]])).toEqual([]);
    expect(messagesOf(LeaderAppendOnly, [...led, ["restarted", 1, 2, 1, 2], ["truncated", 1, 2]])).toEqual([]);
  });

  it("lets a truncation that drops nothing be", () => {
    expect(messagesOf(LeaderAppendOnly, [...led, ["truncated", 1, 3]])).toEqual([]);
  });

  it("finds a leader that drops its last entry", () => {
    expect(messagesOf(LeaderAppendOnly, [...led, ["truncated", 1, 2]])).toEqual([
      "n1 dropped entry 2 of its log while it was leader of term 2",
    ]);
  });

  it("finds a leader that drops several entries", () => {
    expect(messagesOf(LeaderAppendOnly, [...led, ["truncated", 1, 1]])).toEqual([
      "n1 dropped entries 1 to 2 of its log while it was leader of term 2",
    ]);
  });
});

describe("log matching", () => {
  it("lets equal logs be, and several terms at one index", () => {
    const calls: Call[] = [
      ...holds(1, 1, [1, 10], [1, 11]),
      ...holds(2, 1, [1, 10], [2, 12]),
      ...holds(3, 1, [1, 10], [3, 11]),
      ["truncated", 2, 2],
      ["appended", 2, 2, 1, 11],
      ["appended", 2, 3, 3, 11],
    ];
    expect(messagesOf(LogMatching, calls)).toEqual([]);
  });

  it("finds two entries of one index and term", () => {
    expect(
      messagesOf(LogMatching, [
        ["appended", 1, 1, 1, 10],
        ["appended", 2, 1, 1, 11],
      ]),
    ).toEqual([
      "entry 1 of term 1 was in the log of n1 at event 1 (t=0.001 s); n2 now has another entry, or another history before it, there",
    ]);
  });

  it("finds equal entries behind different ones", () => {
    const calls: Call[] = [
      ["appended", 1, 1, 1, 10],
      ["appended", 2, 1, 2, 10],
      ["appended", 1, 2, 3, 11],
      ["appended", 2, 2, 3, 11],
    ];
    expect(messagesOf(LogMatching, calls)).toEqual([
      "entry 2 of term 3 was in the log of n1 at event 3 (t=0.003 s); n2 now has another entry, or another history before it, there",
    ]);
  });

  it("remembers what was truncated on a node that crashed", () => {
    const calls: Call[] = [
      ["appended", 1, 1, 1, 10],
      ["truncated", 1, 1],
      ["appended", 1, 1, 2, 20],
      ["crashed", 1],
      ["appended", 3, 1, 1, 11],
    ];
    expect(messagesOf(LogMatching, calls)).toHaveLength(1);
  });

  it("finds a durable entry that is not the one in memory", () => {
    expect(
      messagesOf(LogMatching, [
        ["appended", 1, 1, 1, 10],
        ["entryPersisted", 1, 1, 1, 11],
      ]),
    ).toHaveLength(1);
  });
});

describe("contiguous log", () => {
  it("lets entries be added at the end, also after a truncation", () => {
    const calls: Call[] = [
      ...holds(1, 1, [1, 10], [1, 11]),
      ["truncated", 1, 2],
      ["appended", 1, 2, 2, 12],
      ["durableTruncated", 1, 2],
      ["entryPersisted", 1, 2, 2, 12],
    ];
    expect(messagesOf(ContiguousLog, calls)).toEqual([]);
  });

  it("finds a gap", () => {
    expect(messagesOf(ContiguousLog, [...holds(1, 1, [1, 10]), ["appended", 1, 3, 1, 12]])).toEqual([
      "n1 added entry 3 of term 1 to its log, which ended at 1",
    ]);
  });

  it("finds an entry replaced without truncation", () => {
    expect(messagesOf(ContiguousLog, [...holds(1, 1, [1, 10]), ["appended", 1, 1, 2, 12]])).toEqual([
      "n1 added entry 1 of term 2 to its log, which ended at 1",
    ]);
  });

  it("finds a gap on disk", () => {
    expect(messagesOf(ContiguousLog, [["entryPersisted", 1, 2, 1, 10]])).toEqual([
      "n1 added entry 2 of term 1 to its durable log, which ended at 0",
    ]);
  });
});
