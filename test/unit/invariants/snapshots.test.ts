import { describe, expect, it } from "vitest";
import { SnapshotFidelity } from "../../../invariants/cluster/snapshot-fidelity.ts";
import { appointJudge } from "../../../invariants/index.ts";
import { CompactionAfterSnapshot } from "../../../invariants/raft/compaction-after-snapshot.ts";
import { DurableBeforeReply } from "../../../invariants/raft/durable-before-reply.ts";
import { InstallKeepsLog } from "../../../invariants/raft/install-keeps-log.ts";
import { LeaderAppendOnly } from "../../../invariants/raft/leader-append-only.ts";
import { RestoredMachine } from "../../../invariants/raft/restored-machine.ts";
import { StateMachineSafety } from "../../../invariants/raft/state-machine-safety.ts";
import { History } from "../../../src/workload/index.ts";
import {
  ALL_OBSERVATIONS,
  type Call,
  holds,
  holdsConfiguration,
  joint,
  judgeOf,
  messagesOf,
  nodesUp,
  observe,
  simple,
} from "./histories.ts";

const FOUNDERS = simple([1, 2, 3]);

/** n1 leads, commits a command and enters a joint configuration; the one after that is not committed. */
const decided: Call[] = [
  ...[1, 2].flatMap((node): Call[] => [
    ["restarted", node, 0, 0, 0],
    ["machineRestored", node, 0, 0],
    ["hardStatePersisted", node, 1, 1],
  ]),
  ["voteRequested", 1, 1],
  ["voteGranted", 2, 1, 1],
  ["becameLeader", 1, 1],
  ...[1, 2].flatMap((node) => holds(node, 1, [1, 10])),
  ["committed", 1, 1, 1],
  ["appended", 1, 2, 1, 0x1002],
  ["changeAsked", 1, { kind: "change", steps: [{ kind: "remove", node: 3 }], transition: "implicit" }],
  ["configurationAppended", 1, 2, 1, joint([1, 2], [1, 2, 3])],
  ["entryPersisted", 1, 2, 1, 0x1002],
  ...holdsConfiguration(2, 2, 1, joint([1, 2], [1, 2, 3])),
  ["committed", 1, 2, 1],
  ["applied", 1, 1, 0xa],
  ["applied", 1, 2, 0xb],
  ...[1, 2].flatMap((node) => holdsConfiguration(node, 3, 1, simple([1, 2]))),
];

const taken: Call[] = [
  ["snapshotTaken", 1, 2, 0xb, joint([1, 2], [1, 2, 3])],
  ["durableCompacted", 1, 2],
];

/** n3, with an entry that was never decided, is sent the snapshot. */
const installed: Call[] = [
  ["restarted", 3, 0, 0, 0],
  ["machineRestored", 3, 0, 0],
  ["hardStatePersisted", 3, 1, 1],
  ...holds(3, 1, [0, 99]),
  ["snapshotInstalled", 3, 2, 1, joint([1, 2], [1, 2, 3])],
  ["committed", 3, 2, 1],
];

const saved: Call[] = [
  ["snapshotPersisted", 3, 2, 1],
  ["machineRestored", 3, 2, 0xb],
];

const goneOn: Call[] = [
  ["appendAcknowledged", 3, 1, 2, 1],
  ...holdsConfiguration(3, 3, 1, simple([1, 2])),
  ["appendAcknowledged", 3, 1, 3, 1],
  ["committed", 1, 3, 1],
  ["committed", 3, 3, 1],
  ["applied", 1, 3, 0xc],
  ["applied", 3, 3, 0xc],
];

const restarted: Call[] = [
  ["crashed", 3],
  ["restarted", 3, 1, 1, 3],
  ["machineRestored", 3, 2, 0xb],
  ["committed", 3, 3, 1],
  ["applied", 3, 3, 0xc],
];

it("a snapshot that is taken, sent, installed, built upon and restored breaks nothing", () => {
  const judge = judgeOf(3);
  observe(judge, [...decided, ...taken, ...installed, ...saved, ...goneOn, ...restarted]);
  judge.finish(nodesUp(judge));
  expect(judge.violations).toEqual([]);
  expect(judge.nodeFacts()[2]).toMatchObject({ lastIndex: 3, appliedIndex: 3, configuration: simple([1, 2]) });
});

describe("snapshot fidelity", () => {
  it("finds a snapshot of another state, or of what nobody has applied", () => {
    const facts = joint([1, 2], [1, 2, 3]);
    expect(messagesOf(SnapshotFidelity, [...decided, ["snapshotTaken", 1, 2, 0xd, facts]])).toEqual([
      "n1 took a snapshot of index 2 with machine state 0000000d, but 0000000b was the state there of n1 at event 24 (t=0.024 s)",
    ]);
    expect(messagesOf(SnapshotFidelity, [...decided, ["snapshotTaken", 1, 3, 0xd, facts]])).toEqual([
      "n1 took a snapshot of index 3, which no node has applied",
    ]);
  });

  it("finds half of a joint configuration, and one that is not committed", () => {
    expect(messagesOf(SnapshotFidelity, [...decided, ["snapshotTaken", 1, 2, 0xb, simple([1, 2])]])).toEqual([
      "n1 took a snapshot of index 2 with the configuration voters n1, n2, but in force there is voters n1, n2; outgoing n1, n2, n3; left by itself",
    ]);
    expect(messagesOf(SnapshotFidelity, [...decided, ["snapshotTaken", 1, 1, 0xa, FOUNDERS]])).toEqual([]);
    expect(
      messagesOf(SnapshotFidelity, [...decided, ...installed.with(-2, ["snapshotInstalled", 3, 2, 1, FOUNDERS])]),
    ).toEqual([
      "n3 installed a snapshot up to entry 2 of term 1 with the configuration voters n1, n2, n3, but in force there is voters n1, n2; outgoing n1, n2, n3; left by itself",
    ]);
  });

  it("does not take one for decided that was rolled back", () => {
    const calls: Call[] = [
      ...holds(1, 1, [1, 10]),
      ...holdsConfiguration(1, 2, 1, joint([1, 2], [1, 2, 3])),
      ["committed", 1, 1, 1],
      ["truncated", 1, 2],
      ...holds(1, 2, [2, 20]),
      ["committed", 1, 2, 2],
      ["applied", 1, 1, 0xa],
      ["applied", 1, 2, 0xb],
      ["snapshotTaken", 1, 2, 0xb, FOUNDERS],
    ];
    expect(messagesOf(SnapshotFidelity, calls)).toEqual([]);
  });

  it("finds a snapshot of what is not decided, in memory and on disk", () => {
    expect(messagesOf(SnapshotFidelity, [...decided, ["snapshotInstalled", 3, 3, 1, simple([1, 2])]])).toEqual([
      "n3 installed a snapshot up to entry 3 of term 1, but only 2 entries are decided",
    ]);
    expect(messagesOf(SnapshotFidelity, [...decided, ["snapshotPersisted", 3, 2, 2]])).toEqual([
      "n3 saved a snapshot up to entry 2 of term 2, but the entry there is of term 1, decided first by n1 at event 22 (t=0.022 s)",
    ]);
  });
});

describe("compaction after a snapshot", () => {
  it("lets a log be cut up to a snapshot that is durable, taken or installed", () => {
    expect(
      messagesOf(CompactionAfterSnapshot, [
        ...taken,
        ["snapshotTaken", 1, 1, 0xa, FOUNDERS],
        ["durableCompacted", 1, 2],
      ]),
    ).toEqual([]);
    expect(messagesOf(CompactionAfterSnapshot, [...installed, ...saved, ["durableCompacted", 3, 2]])).toEqual([]);
  });

  it("finds one that was cut before, or beyond", () => {
    expect(messagesOf(CompactionAfterSnapshot, taken.toReversed())).toEqual([
      "n1 dropped its durable log up to index 2, but it has no durable snapshot",
    ]);
    expect(messagesOf(CompactionAfterSnapshot, [...taken, ["durableCompacted", 1, 3]])).toEqual([
      "n1 dropped its durable log up to index 3, but its newest durable snapshot ends at 2",
    ]);
    expect(messagesOf(CompactionAfterSnapshot, [...installed, ["durableCompacted", 3, 2]])).toHaveLength(1);
  });
});

describe("an installed snapshot", () => {
  it("takes the place of a log that ends before it, or that differs from it", () => {
    expect(messagesOf(InstallKeepsLog, installed)).toEqual([]);
    expect(
      messagesOf(InstallKeepsLog, [
        ...holds(3, 1, [1, 10], [2, 99], [2, 98]),
        ["snapshotInstalled", 3, 2, 1, FOUNDERS],
      ]),
    ).toEqual([]);
  });

  it("does not take back what the node has committed", () => {
    expect(messagesOf(InstallKeepsLog, [...installed, ["snapshotInstalled", 3, 2, 1, FOUNDERS]])).toEqual([
      "n3 replaced its log by a snapshot up to entry 2 of term 1, but had committed up to 2",
    ]);
    expect(
      messagesOf(InstallKeepsLog, [
        ["machineRestored", 3, 5, 0xe],
        ["snapshotInstalled", 3, 4, 1, FOUNDERS],
      ]),
    ).toHaveLength(1);
  });

  it("does not cost entries that follow its own", () => {
    const longer = holds(3, 1, [1, 10], [1, 11], [1, 12]);
    expect(messagesOf(InstallKeepsLog, [...longer, ["snapshotInstalled", 3, 2, 1, FOUNDERS]])).toEqual([
      "n3 replaced its log by a snapshot up to entry 2 of term 1, which was in its log, and lost the entries from there to 3",
    ]);
  });

  it("is never a leader's", () => {
    expect(
      messagesOf(LeaderAppendOnly, [
        ["becameLeader", 3, 1],
        ["snapshotInstalled", 3, 2, 1, FOUNDERS],
      ]),
    ).toEqual(["n3 replaced its log by a snapshot up to index 2 while it was leader of term 1"]);
  });

  it("is acknowledged only when it is durable", () => {
    const early: Call[] = [...installed, ["appendAcknowledged", 3, 1, 2, 1]];
    expect(messagesOf(DurableBeforeReply, [...decided, ...early])).toEqual([
      "n3 acknowledged index 2 to the leader of term 1 while its durable log ended at 1",
    ]);
    expect(messagesOf(DurableBeforeReply, [...decided, ...installed, ...saved, ...goneOn])).toEqual([]);
  });
});

describe("a restored machine", () => {
  it("is that of the newest durable snapshot, after a restart, and a later one while the node runs", () => {
    expect(
      messagesOf(RestoredMachine, [...decided, ...taken, ...installed, ...saved, ...goneOn, ...restarted]),
    ).toEqual([]);
  });

  it("is not lost at a restart, and does not come from nowhere", () => {
    const again = (index: number): Call[] => [
      ["restarted", 1, 1, 1, 3],
      ["machineRestored", 1, index, 0xb],
    ];
    expect(messagesOf(RestoredMachine, [...decided, ...taken, ...again(0)])).toEqual([
      "n1 restarted with a machine of index 0, but its newest durable snapshot is of 2",
    ]);
    expect(messagesOf(RestoredMachine, [...decided, ...again(2)])).toEqual([
      "n1 restarted with a machine of index 2, but it has no durable snapshot",
    ]);
    expect(messagesOf(RestoredMachine, [...decided, ...taken, ...again(3)])).toHaveLength(1);
  });

  it("is as it was saved, and as it was before in the same snapshot", () => {
    const again = (node: number, index: number, stateHash: number): Call[] => [
      ["restarted", node, 1, 1, 3],
      ["machineRestored", node, index, stateHash],
    ];
    const judged = (...calls: Call[]) => messagesOf(RestoredMachine, [...decided, ...calls]);
    expect(judged(...again(1, 0, 0), ...taken, ...again(1, 2, 0xb), ...again(1, 2, 0xb))).toEqual([]);
    expect(judged(...taken, ...again(1, 2, 0xd))).toEqual([
      "n1 restored its machine of index 2 with state 0000000d, but its state was 0000000b",
    ]);
    expect(judged(...again(1, 0, 0xe))).toEqual([
      "n1 restored its machine of index 0 with state 0000000e, but its state was 00000000",
    ]);
    expect(judged(...installed, ...saved, ...again(3, 2, 0xb))).toEqual([]);
    expect(judged(...installed, ...saved, ...again(3, 2, 0xd))).toHaveLength(1);
    const late: Call[] = [...installed, ["snapshotPersisted", 3, 2, 1], ...again(3, 2, 0xd)];
    expect(judged(...late)).toEqual([]);
    expect(judged(...late, ...again(3, 2, 0xb))).toHaveLength(1);
  });

  it("is compared in a fork with what was saved before, and what is saved there is its own", () => {
    const judge = judgeOf(3, [RestoredMachine]);
    observe(judge, [...decided, ...taken]);
    const copy = judge.fork();
    observe(judge, [["snapshotTaken", 1, 3, 0xc, FOUNDERS]], 90);
    observe(copy, [["machineRestored", 1, 2, 0xd]], 90);
    expect([judge.violations.length, copy.violations.length]).toEqual([0, 1]);
  });

  it("does not take a running node back, or to what is not durable", () => {
    expect(
      messagesOf(RestoredMachine, [...decided, ...taken, ["applied", 1, 3, 0xc], ["machineRestored", 1, 2, 0xb]]),
    ).toEqual(["n1 replaced its machine by one of index 2, but had applied up to 3"]);
    expect(messagesOf(RestoredMachine, [...installed, ["machineRestored", 3, 2, 0xb]])).toEqual([
      "n3 replaced its machine by one of index 2, but it has no durable snapshot",
    ]);
  });

  it("is gone on from, and not from what an apply under way had reached", () => {
    const history = [...decided, ...installed, ...saved];
    expect(messagesOf(StateMachineSafety, [...history, ["applied", 3, 1, 0xa]])).toEqual([
      "n3 applied index 1 right after index 2",
    ]);
    expect(messagesOf(StateMachineSafety, [...decided, ...installed, ["machineRestored", 3, 2, 0xd]])).toHaveLength(1);
  });
});

describe("compaction, where it is known how much is kept", () => {
  const judged = (...calls: readonly Call[]) => {
    const config = { nodes: 3, founders: [1, 2, 3], supplied: ALL_OBSERVATIONS, history: new History() };
    const judge = appointJudge({ ...config, expects: "safety", keptEntries: 5 }, [CompactionAfterSnapshot]);
    observe(judge, calls);
    return judge.violations.map(({ message }) => message);
  };
  const taken = (index: number): Call => ["snapshotTaken", 1, index, 0xa, FOUNDERS];

  it("leaves as much as it should", () => {
    expect(judged(taken(20), ["durableCompacted", 1, 15])).toEqual([]);
    expect(judged(taken(20), ["durableCompacted", 1, 16])).toEqual([
      "n1 dropped its durable log up to index 16, but its newest durable snapshot ends at 20, and it should keep 5 " +
        "entries below",
    ]);
  });

  it("comes before the next snapshot, unless the node was restarted or was sent one", () => {
    expect(judged(taken(20), ["durableCompacted", 1, 15], taken(40))).toEqual([]);
    expect(judged(taken(4), taken(5))).toEqual([]);
    expect(judged(taken(20), ["restarted", 1, 1, 0, 20], taken(40))).toEqual([]);
    expect(judged(taken(20), ["snapshotPersisted", 1, 30, 1], taken(40))).toEqual([]);
    expect(judged(taken(20), taken(40))).toEqual([
      "n1 took a snapshot of index 40, and one of 20 before, but its durable log still begins after 0: it should keep 5 " +
        "entries",
    ]);
  });
});
