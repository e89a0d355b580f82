import { describe, expect, test } from "vitest";
import {
  type AppendRequest,
  type Configuration,
  configurationOf,
  type Entry,
  NO_DEADLINE,
  type ReadRequest,
} from "../../../src/raft/index.ts";
import { Hand } from "./hand.ts";

const READ: ReadRequest = { data: "x", consistency: "linearizable", maxStalenessUs: 0 };

function append(entries: readonly Entry[], leaderCommit: number): AppendRequest {
  const [round, readRound, prevLogIndex, prevLogTerm] = [0, 0, 0, 0];
  const header = { kind: "append-request", from: 2, to: 1, term: 1 } as const;
  return { ...header, round, readRound, prevLogIndex, prevLogTerm, entries, leaderCommit };
}

/** Server 1 follows server 2, and what is written below is in force and committed. */
function follower(configuration: Configuration): Hand {
  const hand = new Hand();
  const entry: Entry = { index: 1, term: 1, kind: "configuration", data: configuration, bytes: 0 };
  hand.step({ kind: "message", message: append([entry], 1) });
  hand.written();
  hand.applied();
  return hand;
}

function ask(hand: Hand): void {
  hand.step({ kind: "read", reads: [READ] });
}

describe("a read at a server whose leader falls silent is rejected in the end", () => {
  test.each([
    ["a voter", configurationOf([1, 2, 3])],
    ["a learner", configurationOf([2, 3], [1])],
    ["a server that was removed", configurationOf([2, 3])],
  ])("%s", (_, configuration) => {
    const hand = follower(configuration);
    ask(hand);
    expect(hand.output.messages).toMatchObject([{ kind: "read-index-request", to: 2 }]);
    expect(hand.output.deadlineUs).toBeLessThan(NO_DEADLINE);
    hand.deadline();
    expect(hand.output.rejections).toEqual([{ of: "read", read: READ, reason: "leader-changed", leader: 0 }]);
  });

  test("even if the leader has answered, and only the log is missing", () => {
    const hand = follower(configurationOf([2, 3]));
    ask(hand);
    const [question] = hand.output.messages;
    const context = question?.kind === "read-index-request" ? question.context : 0;
    const answer = { kind: "read-index-response", from: 2, to: 1, term: 1, context, index: 7 } as const;
    hand.step({ kind: "message", message: answer });
    expect([hand.output.reads, hand.output.rejections]).toEqual([[], []]);
    hand.deadline();
    expect(hand.output.rejections).toEqual([{ of: "read", read: READ, reason: "leader-changed", leader: 0 }]);
  });

  test("and whoever may not campaign is quiet from then on, and knows of nobody to ask", () => {
    const hand = follower(configurationOf([2, 3], [1]));
    hand.deadline();
    expect(hand.output).toMatchObject({ deadlineUs: NO_DEADLINE, messages: [] });
    expect(hand.raft.view).toMatchObject({ role: "follower", term: 1, leader: 0 });
    ask(hand);
    expect(hand.output.rejections).toEqual([{ of: "read", read: READ, reason: "no-leader", leader: 0 }]);
  });
});
