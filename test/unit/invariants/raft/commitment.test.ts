import { describe, expect, it } from "vitest";
import { CommitQuorum } from "../../../../invariants/raft/commit-quorum.ts";
import { LeaderCompleteness } from "../../../../invariants/raft/leader-completeness.ts";
import { MonotonicCommit } from "../../../../invariants/raft/monotonic-commit.ts";
import { StateMachineSafety } from "../../../../invariants/raft/state-machine-safety.ts";
import { type Call, holds, messagesOf } from "../histories.ts";

describe("leader completeness", () => {
  const committed: Call[] = [
    ...holds(1, 1, [1, 10], [1, 11]),
    ...holds(2, 1, [1, 10], [1, 11]),
    ...holds(3, 1, [1, 10]),
    ["committed", 1, 2, 1],
  ];

  it("lets leaders be that hold what is committed", () => {
    expect(messagesOf(LeaderCompleteness, [...committed, ["becameLeader", 2, 2], ["becameLeader", 1, 3]])).toEqual([]);
  });

  it("lets the leader of a lower term, elected late, lack it", () => {
    const calls: Call[] = [
      ...holds(1, 1, [3, 10]),
      ["committed", 1, 1, 3],
      ["becameLeader", 2, 2],
      ["becameLeader", 3, 3],
    ];
    expect(messagesOf(LeaderCompleteness, calls)).toEqual([]);
  });

  it("finds a leader whose log is too short", () => {
    expect(messagesOf(LeaderCompleteness, [...committed, ["becameLeader", 3, 2]])).toEqual([
      "n3 became leader in term 2 without a committed entry: entry 2 of term 1 was committed in term 1, first by n1 at event 11 (t=0.011 s); its log ends at 1",
    ]);
  });

  it("finds a leader with another entry there", () => {
    const calls: Call[] = [...committed, ...holds(3, 2, [2, 12], [2, 13]), ["becameLeader", 3, 4]];
    expect(messagesOf(LeaderCompleteness, calls)).toEqual([
      "n3 became leader in term 4 without a committed entry: entry 2 of term 1 was committed in term 1, first by n1 at event 11 (t=0.011 s); its log has an entry of term 2 there",
    ]);
  });

  it("looks at the log after a restart as it was on disk", () => {
    const calls: Call[] = [...committed, ["appended", 3, 2, 1, 11], ["restarted", 3, 1, 0, 1], ["becameLeader", 3, 2]];
    expect(messagesOf(LeaderCompleteness, calls)).toHaveLength(1);
  });

  describe("when a deposed leader commits after its successors were elected", () => {
    const logs: Call[] = [...holds(1, 1, [1, 10], [1, 11]), ...holds(2, 1, [1, 10], [1, 11]), ...holds(3, 1, [1, 10])];

    it("lets them be if they held the entry, whatever became of their logs", () => {
      const calls: Call[] = [
        ...logs,
        ["becameLeader", 2, 2],
        ["becameLeader", 2, 3],
        ["truncated", 2, 1],
        ["committed", 1, 1, 1],
        ["committed", 1, 2, 1],
      ];
      expect(messagesOf(LeaderCompleteness, calls)).toEqual([]);
    });

    it("finds the one that did not, though its log has grown since", () => {
      const calls: Call[] = [
        ...logs,
        ["becameLeader", 2, 2],
        ["becameLeader", 3, 3],
        ["appended", 3, 2, 1, 11],
        ["committed", 1, 2, 1],
      ];
      expect(messagesOf(LeaderCompleteness, calls)).toEqual([
        "n1 committed index 2 in term 1, but n3 became leader in term 3 at event 12 (t=0.012 s), when its log ended at 1",
      ]);
    });

    it("finds the one that held another entry", () => {
      const calls: Call[] = [...logs, ...holds(3, 2, [2, 12]), ["becameLeader", 3, 3], ["committed", 1, 2, 1]];
      expect(messagesOf(LeaderCompleteness, calls)).toEqual([
        "n1 committed index 2 in term 1, but n3 became leader in term 3 at event 13 (t=0.013 s), with a log that differs up to there",
      ]);
    });
  });
});

describe("state-machine safety", () => {
  const applied: Call[] = [
    ["machineRestored", 1, 0, 0x5eed],
    ...holds(1, 1, [1, 10], [1, 11]),
    ...holds(2, 1, [1, 10], [2, 12]),
    ["committed", 1, 2, 1],
    ["applied", 1, 1, 0xa],
    ["applied", 1, 2, 0xb],
  ];

  it("lets nodes be that apply the same, in order, and restore what was applied", () => {
    const calls: Call[] = [
      ...applied,
      ["committed", 2, 1, 1],
      ["applied", 2, 1, 0xa],
      ["restarted", 1, 1, 0, 2],
      ["machineRestored", 1, 1, 0xa],
      ["committed", 1, 2, 1],
      ["applied", 1, 2, 0xb],
      ["machineRestored", 3, 0, 0x5eed],
    ];
    expect(messagesOf(StateMachineSafety, calls)).toEqual([]);
  });

  it("finds two nodes that commit different entries", () => {
    expect(messagesOf(StateMachineSafety, [...applied, ["committed", 2, 2, 2]])).toEqual([
      "n2 committed index 2 with the entry of term 2 at index 2, but another one, of term 1, was decided there first by n1 at event 10 (t=0.010 s)",
    ]);
  });

  it("finds the difference in the past of a node that commits far ahead", () => {
    expect(
      messagesOf(StateMachineSafety, [...applied, ...holds(2, 3, [2, 13], [2, 14]), ["committed", 2, 4, 2]]),
    ).toEqual([
      "n2 committed index 4 with the entry of term 2 at index 2, but another one, of term 1, was decided there first by n1 at event 10 (t=0.010 s)",
    ]);
  });

  it("finds a commit index beyond the log, and an index applied but not committed", () => {
    expect(messagesOf(StateMachineSafety, [...applied, ["committed", 1, 3, 1]])).toEqual([
      "n1 committed index 3, but its log ends at 2",
    ]);
    expect(messagesOf(StateMachineSafety, [...applied, ...holds(1, 3, [1, 13]), ["applied", 1, 3, 0xc]])).toEqual([
      "n1 applied index 3, but had committed only up to 2",
    ]);
  });

  it("finds an index applied out of order", () => {
    expect(messagesOf(StateMachineSafety, [...applied, ["applied", 1, 2, 0xb]])).toEqual([
      "n1 applied index 2 right after index 2",
    ]);
  });

  it("finds machines that differ after the same entries", () => {
    expect(messagesOf(StateMachineSafety, [...applied, ["committed", 2, 1, 1], ["applied", 2, 1, -1]])).toEqual([
      "n2 has machine state ffffffff after applying index 1, but 0000000a was the state there of n1 at event 11 (t=0.011 s)",
    ]);
  });

  it("finds a machine restored to what no node ever had", () => {
    expect(messagesOf(StateMachineSafety, [...applied, ["machineRestored", 2, 1, 0xc]])).toEqual([
      "n2 has machine state 0000000c restored to index 1, but 0000000a was the state there of n1 at event 11 (t=0.011 s)",
    ]);
    expect(messagesOf(StateMachineSafety, [...applied, ["machineRestored", 2, 5, 0xa]])).toEqual([
      "n2 restored its machine to index 5, which no node has applied",
    ]);
  });
});

describe("commit quorum", () => {
  it("lets a commit be that a majority holds durably, and those who learn of it", () => {
    const calls: Call[] = [
      ...holds(1, 1, [1, 10]),
      ...holds(2, 1, [1, 10]),
      ["committed", 1, 1, 1],
      ["appended", 3, 1, 1, 10],
      ["committed", 3, 1, 1],
    ];
    expect(messagesOf(CommitQuorum, calls)).toEqual([]);
  });

  it("finds a leader that commits what is not yet durable", () => {
    const calls: Call[] = [["appended", 1, 1, 1, 10], ...holds(2, 1, [1, 10]), ["committed", 1, 1, 1]];
    expect(messagesOf(CommitQuorum, calls)).toEqual([
      "n1 committed index 1 in term 1, but of its voters n1, n2, n3 only n2 held that entry durably",
    ]);
  });

  it("does not count nodes that hold another entry", () => {
    const calls: Call[] = [
      ...holds(1, 1, [2, 10]),
      ...holds(2, 1, [1, 10]),
      ...holds(3, 1, [1, 10]),
      ["committed", 1, 1, 2],
    ];
    expect(messagesOf(CommitQuorum, calls)).toEqual([
      "n1 committed index 1 in term 2, but of its voters n1, n2, n3 only n1 held that entry durably",
    ]);
  });
});

describe("monotonic commit", () => {
  const committed: Call[] = [...holds(1, 1, [1, 10], [1, 11], [1, 12]), ["committed", 1, 2, 1]];

  it("lets a commit index rise, start anew after a restart, and what lies above it be dropped", () => {
    const calls: Call[] = [...committed, ["truncated", 1, 3], ["restarted", 1, 1, 0, 3], ["committed", 1, 1, 1]];
    expect(messagesOf(MonotonicCommit, calls)).toEqual([]);
  });

  it("finds a commit index that falls", () => {
    expect(messagesOf(MonotonicCommit, [...committed, ["committed", 1, 1, 1]])).toEqual([
      "the commit index of n1 fell from 2 to 1",
    ]);
  });

  it("finds a committed entry that is dropped", () => {
    expect(messagesOf(MonotonicCommit, [...committed, ["truncated", 1, 2]])).toEqual([
      "n1 dropped its log from index 2 on, but had committed up to 2",
    ]);
  });

  it("knows what a machine has been restored to for committed", () => {
    const restored: Call[] = [...holds(1, 1, [1, 10], [1, 11]), ["machineRestored", 1, 2, 0xa2]];
    expect(messagesOf(MonotonicCommit, [...restored, ["truncated", 1, 2]])).toEqual([
      "n1 dropped its log from index 2 on, but had committed up to 2",
    ]);
  });
});
