import { expect, test } from "vitest";
import type { Status } from "../../../../src/raft/index.ts";
import { CatchingUp } from "../../../../src/server/node/catching-up.ts";

const ELECTION_TIMEOUT_US = 1_000;

const at = (lastIndex: number, matchIndex: number) =>
  ({ lastIndex, peers: [{ id: 4, matchIndex, nextIndex: 1, mode: "pipeline" }] }) as unknown as Status;

test("a server has caught up when it has, soon enough, what the log held when the round began", () => {
  const catching = new CatchingUp(4, ELECTION_TIMEOUT_US, 10, 0);
  expect(catching.hasCaughtUp(at(12, 9), 100)).toBe(false);
  expect(catching.hasCaughtUp(at(20, 10), 200)).toBe(true);
});

test("a round that took too long is followed by another, up to where the log is then", () => {
  const catching = new CatchingUp(4, ELECTION_TIMEOUT_US, 10, 0);
  expect(catching.hasCaughtUp(at(20, 10), 5_000)).toBe(false);
  expect(catching.hasCaughtUp(at(30, 19), 5_100)).toBe(false);
  expect(catching.hasCaughtUp(at(30, 20), 5_200)).toBe(true);
});

test("of whom nothing is known has not caught up", () => {
  expect(new CatchingUp(5, ELECTION_TIMEOUT_US, 1, 0).hasCaughtUp(at(1, 1), 0)).toBe(false);
  expect(new CatchingUp(4, ELECTION_TIMEOUT_US, 0, 0).hasCaughtUp(at(1, 0), 0)).toBe(false);
});
