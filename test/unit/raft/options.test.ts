import { describe, expect, test } from "vitest";
import { EMPTY_STATE, Raft, type RaftOptions } from "../../../src/raft/index.ts";

const GOOD: RaftOptions = {
  id: 2,
  voters: [1, 2, 3],
  electionTimeoutUs: 100_000,
  heartbeatIntervalUs: 20_000,
  preVote: true,
  checkQuorum: true,
  maxMessageBytes: 1,
  maxInflightMessages: 1,
  maxInflightBytes: 1,
  maxUncommittedBytes: 1,
  maxCachedBytes: 1,
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
  "maxCachedBytes",
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
    [{ id: 4 }, "node 4 is not among the voters 1, 2, 3"],
    [{ voters: [] }, "node 2 is not among the voters "],
    [{ voters: [2, 0] }, "voter ids are positive integers, not 0"],
    [{ voters: [2, 2.5] }, "voter ids are positive integers, not 2.5"],
    [{ voters: [2, 1, 2] }, "voters 2, 1, 2 repeat an id"],
  ])("%j is refused", (change, message) => {
    expect(() => start(change)).toThrow(message);
  });
});
