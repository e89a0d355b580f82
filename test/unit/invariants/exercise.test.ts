import { expect, it } from "vitest";
import { Exercise } from "../../../invariants/index.ts";
import { type Call, judgeOf, observe } from "./histories.ts";

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

const expected = {
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

it("counts on identically in a fork", () => {
  const original = new Exercise(3);
  original.voteRequested(1, 1);
  const copy = original.fork();
  copy.voteRequested(1, 1);
  copy.voteRequested(2, 1);
  original.commandApplied(1, 1, 8, 1, 1);
  expect(copy.counts).toMatchObject({ electionsStarted: 2, contestedElections: 1 });
  expect(original.counts).toMatchObject({ electionsStarted: 1, contestedElections: 0 });
  expect([copy.commandsCarriedOut(1), original.fork().commandsCarriedOut(1)]).toEqual([0, 1]);
});
