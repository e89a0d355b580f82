import { describe, expect, test } from "vitest";
import { type DurableState, EMPTY_STATE, Raft, type RaftOptions } from "../../../src/raft/index.ts";
import { Disk } from "./disk.ts";
import { entriesOf } from "./hand.ts";

const GOOD: RaftOptions = {
  id: 2,
  founders: [1, 2, 3],
  electionTimeoutUs: 100_000,
  heartbeatIntervalUs: 20_000,
  preVote: true,
  checkQuorum: true,
  leaseUs: 0,
  maxMessageBytes: 1,
  maxInflightMessages: 1,
  maxInflightBytes: 1,
  maxUncommittedBytes: 1,
  maxPendingReads: 1,
  maxCachedBytes: 1,
  snapshotIntervalEntries: 1,
  snapshotIntervalBytes: 1,
  snapshotIntervalUs: 1,
  keptEntries: 0,
  snapshotChunkBytes: 1,
  seed: -7,
};

function start(change: Partial<RaftOptions>): Raft {
  return Raft.start({ ...GOOD, ...change }, EMPTY_STATE, 0);
}

const POSITIVE = [
  "id",
  "electionTimeoutUs",
  "heartbeatIntervalUs",
  "maxMessageBytes",
  "maxInflightMessages",
  "maxInflightBytes",
  "maxUncommittedBytes",
  "maxPendingReads",
  "maxCachedBytes",
  "snapshotIntervalEntries",
  "snapshotIntervalBytes",
  "snapshotIntervalUs",
  "snapshotChunkBytes",
] as const;

describe("options", () => {
  test("the smallest of everything is accepted", () => {
    expect(start({}).status().role).toBe("follower");
    expect(start({ electionTimeoutUs: 2, heartbeatIntervalUs: 1 }).deadlineUs).toBeGreaterThanOrEqual(2);
  });

  test.each(POSITIVE)("%s is a positive integer", (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => start({ [name]: value })).toThrow(`${name} must be a positive integer, not ${value}`);
    }
  });

  test.each<[Partial<RaftOptions>, string]>([
    [{ heartbeatIntervalUs: 100_000 }, "heartbeatIntervalUs 100000 must be below electionTimeoutUs 100000"],
    [{ id: 4 }, "node 4 is not among the founders 1, 2, 3"],
    [{ founders: [2, 0] }, "founders are positive integers, not 0"],
    [{ founders: [2, 2.5] }, "founders are positive integers, not 2.5"],
    [{ founders: [2, 1, 2] }, "founders 2, 1, 2 repeat an id"],
  ])("%j is refused", (change, message) => {
    expect(() => start(change)).toThrow(message);
  });
});

describe("a durable state that contradicts itself is refused", () => {
  const disk = new Disk();
  disk.fill(3, 0, [1, 1, 3]);
  const whole = disk.durableState();

  test.each<[Partial<DurableState>, string]>([
    [{ appliedIndex: 4 }, "applied up to 4, but the log ends at 3"],
    [{ term: 2 }, "the last entry is of term 3, but the current term is 2"],
    [{ tail: entriesOf(2, [1]) }, "entry 2 of term 1 stands where entry 3 of the log should"],
    [{ tail: entriesOf(2, [3, 3]) }, "entry 2 of term 3 stands where entry 2 of the log should"],
  ])("%j", (change, message) => {
    expect(() => Raft.start(GOOD, { ...whole, ...change }, 0)).toThrow(message);
  });

  test("one that does not is accepted, with as much of its tail as there is", () => {
    for (const kept of [0, 1, 3]) {
      const tail = whole.tail.slice(3 - kept);
      expect(Raft.start(GOOD, { ...whole, tail, appliedIndex: 3 }, 0).status()).toMatchObject({
        lastIndex: 3,
        commitIndex: 3,
      });
    }
  });
});
