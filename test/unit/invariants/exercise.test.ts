import { expect, it } from "vitest";
import { Exercise } from "../../../invariants/index.ts";
import { zeroMembershipCounts } from "../../../invariants/membership-counts.ts";
import { foundersConfiguration } from "../../../invariants/observed-configurations.ts";
import { zeroTransferCounts } from "../../../invariants/transfer-counts.ts";
import { type Call, holds, holdsConfiguration, joint, judgeOf, observe, simple } from "./histories.ts";

const calls: Call[] = [
  ["restarted", 1, 0, 0, 0],
  ["restarted", 2, 0, 0, 0],
  ["voteRequested", 1, 1],
  ["voteRequested", 1, 1],
  ["voteRequested", 2, 1],
  ["voteRequested", 3, 1],
  ["voteGranted", 3, 2, 1],
  ["voteRefused", 3, 2, 2],
  ["voteRequested", 1, 2],
  ["becameLeader", 1, 2],
  ["appended", 1, 1, 2, 10],
  ["appended", 1, 2, 2, 11],
  ["appended", 1, 3, 2, 12],
  ["clientInvoked", 8, 1, undefined],
  ["committed", 1, 1, 2],
  ["committed", 2, 1, 2],
  ["applied", 1, 1, 7],
  ["applied", 2, 1, 7],
  ["clientReturned", 8, 1, 1, undefined],
  ["clientInvoked", 8, 2, undefined],
  ["clientReturned", 8, 2, 0, undefined],
  ["commandApplied", 1, 3, 8, 1, 3],
  ["commandApplied", 1, 4, 8, 1, 3],
  ["commandApplied", 2, 3, 8, 1, 3],
  ["commandApplied", 2, 4, 8, 1, 3],
  ["commandApplied", 2, 6, 8, 2, 0],
  ["commandApplied", 1, 6, 8, 2, 0],
  ["clientInvoked", 8, 3, undefined],
  ["clientSessionExpired", 8, 3],
  ["truncated", 1, 4],
  ["truncated", 1, 2],
  ["crashed", 1],
  ["restarted", 1, 2, 1, 0],
  ["truncated", 1, 1],
];

const membership: Call[] = [
  ["restarted", 1, 0, 0, 0],
  ["becameLeader", 1, 1],
  ...holdsConfiguration(1, 1, 1, simple([1, 2, 3], [4, 5])),
  ...holdsConfiguration(2, 1, 1, simple([1, 2, 3], [4, 5])),
  ...holdsConfiguration(1, 2, 1, joint([1, 2, 4, 6], [1, 2, 3], [3])),
  ...holdsConfiguration(2, 2, 1, joint([1, 2, 4, 6], [1, 2, 3], [3])),
  ["committed", 1, 1, 1],
  ["truncated", 2, 1],
  ...holdsConfiguration(1, 3, 1, simple([1, 2, 4, 6], [3])),
  ...holdsConfiguration(1, 4, 1, simple([2, 4, 6], [3])),
  ["committed", 1, 3, 1],
  ["committed", 1, 4, 1],
  ["committed", 1, 5, 1],
  ["steppedDown", 1, 1],
  ["committed", 2, 4, 1],
  ...holdsConfiguration(3, 4, 1, simple([2, 4, 6])),
  ["committed", 3, 4, 1],
];

const snapshotsAndTransfers: Call[] = [
  ["snapshotTaken", 1, 8, 1, simple([1, 2, 3])],
  ["durableCompacted", 1, 8],
  ...holds(2, 1, ...Array.from({ length: 9 }, (): [number, number] => [1, 0])),
  ["snapshotInstalled", 2, 8, 3, simple([1, 3])],
  ["snapshotPersisted", 2, 8, 3],
  ["truncated", 2, 9],
  ["restarted", 2, 3, 0, 8],
  ["becameLeader", 2, 4],
  ["configurationAppended", 2, 9, 4, simple([3])],
  ["transferStarted", 2, 4, 3],
  ["transferEnded", 2, 4, 3, "timed-out"],
  ["transferStarted", 2, 4, 1],
  ["transferEnded", 2, 4, 1, "aborted"],
];

const expected = {
  ...zeroMembershipCounts(),
  snapshotsTaken: 0,
  snapshotsInstalled: 0,
  logsCompacted: 0,
  ...zeroTransferCounts(),
  linearizableReads: 0,
  leaseReads: 0,
  staleReads: 0,
  electionsStarted: 4,
  contestedElections: 1,
  leadersElected: 1,
  votesGranted: 1,
  votesRefused: 1,
  conflictsTruncated: 1,
  entriesTruncated: 2,
  entriesCommitted: 1,
  entriesApplied: 2,
  crashes: 1,
  restarts: 1,
  operationsApplied: 1,
  operationsUnknown: 1,
  operationsExpired: 1,
  retriesDeduplicated: 1,
};

it("counts what happened", () => {
  const judge = judgeOf(3, []);
  observe(judge, calls);
  expect(judge.counts).toEqual(expected);
  expect([2, 3, 4, 1_000].map((upTo) => judge.commandsCarriedOut(upTo))).toEqual([0, 1, 1, 1]);
});

it("counts how membership changed: by what leaders appended, and what anybody rolled back", () => {
  const judge = judgeOf(6, [], "safety", [1, 2, 3]);
  observe(judge, membership);
  expect(judge.counts).toMatchObject({
    configurationsAppended: 4,
    jointConfigurationsEntered: 1,
    jointConfigurationsLeft: 1,
    configurationsRolledBack: 2,
    jointConfigurationsRolledBack: 1,
    votersAdded: 1,
    learnersAdded: 2,
    learnersPromoted: 1,
    votersDemoted: 1,
    membersRemoved: 2,
    leadersRemoved: 1,
  });
});

it("counts snapshots, and how transfers end", () => {
  const judge = judgeOf(3, []);
  observe(judge, snapshotsAndTransfers);
  expect(judge.counts).toMatchObject({
    snapshotsTaken: 1,
    snapshotsInstalled: 1,
    logsCompacted: 1,
    conflictsTruncated: 0,
    configurationsAppended: 1,
    membersRemoved: 1,
    transfersStarted: 2,
    transfersSucceeded: 0,
    transfersMissed: 0,
    transfersTimedOut: 1,
    transfersAborted: 1,
  });
});

it("counts a transfer as a success only if its target is the next to lead", () => {
  const begun: Call[] = [
    ["becameLeader", 1, 4],
    ["transferStarted", 1, 4, 3],
  ];
  const deposed: Call = ["transferEnded", 1, 4, 3, "deposed"];
  const outcomes = (...calls: Call[]): (string | number)[][] => {
    const judge = judgeOf(3, []);
    observe(judge.fork(), [...begun, ["becameLeader", 2, 5]]);
    observe(judge, begun);
    const copy = judge.fork();
    observe(judge, [["becameLeader", 2, 9]]);
    observe(copy, calls);
    return Object.entries(copy.counts).filter(([name, count]) => name.startsWith("transfers") && count > 0);
  };
  const started = ["transfersStarted", 1];
  const succeeded = ["transfersSucceeded", 1];
  const missed = ["transfersMissed", 1];
  expect(outcomes(deposed)).toEqual([started]);
  expect(outcomes(deposed, ["becameLeader", 3, 5])).toEqual([started, succeeded]);
  expect(outcomes(["becameLeader", 3, 5], deposed, ["becameLeader", 3, 6])).toEqual([started, succeeded]);
  expect(outcomes(deposed, ["becameLeader", 2, 5], ["becameLeader", 3, 6])).toEqual([started, missed]);
  expect(outcomes(deposed, ["becameLeader", 1, 5])).toEqual([started, missed]);
  expect(outcomes(["becameLeader", 2, 3], deposed, ["becameLeader", 3, 5])).toEqual([started, succeeded]);
  expect(outcomes(deposed, ["crashed", 1], ["becameLeader", 3, 5])).toEqual([started, succeeded]);
  expect(outcomes(["crashed", 1], ["becameLeader", 3, 5])).toEqual([started]);
  expect(outcomes(["transferEnded", 1, 4, 3, "timed-out"], ["becameLeader", 3, 5])).toEqual([
    started,
    ["transfersTimedOut", 1],
  ]);
});

it("counts reads that were answered, by what they promise, apart from operations that were applied", () => {
  const exercise = new Exercise(3, foundersConfiguration([1, 2, 3]));
  (["linearizable", "lease", "lease", "stale", "stale", "stale"] as const).forEach((consistency, index) => {
    exercise.clientRead(8, index, undefined, consistency);
    exercise.fork().clientReturned(8, index, index, undefined);
    exercise.clientReturned(8, index, index, { value: 1 });
  });
  exercise.clientRead(8, 6, undefined, "stale");
  exercise.clientReturned(8, 6, 0, undefined);
  exercise.clientReturned(8, 7, 3, {});
  expect(exercise.counts).toMatchObject({
    linearizableReads: 1,
    leaseReads: 2,
    staleReads: 3,
    operationsApplied: 1,
    operationsUnknown: 1,
  });
});

it("counts on identically in a fork", () => {
  const original = new Exercise(3, foundersConfiguration([1, 2, 3]));
  original.voteRequested(1, 1);
  const copy = original.fork();
  copy.voteRequested(1, 1);
  copy.voteRequested(2, 1);
  original.commandApplied(1, 1, 8, 1, 1);
  expect(copy.counts).toMatchObject({ electionsStarted: 2, contestedElections: 1 });
  expect(original.counts).toMatchObject({ electionsStarted: 1, contestedElections: 0 });
  expect([copy.commandsCarriedOut(1), original.fork().commandsCarriedOut(1)]).toEqual([0, 1]);
});
