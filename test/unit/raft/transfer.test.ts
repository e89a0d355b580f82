import { describe, expect, test } from "vitest";
import type { Message } from "../../../src/raft/index.ts";
import { Hand } from "./hand.ts";

/** Server 1 of five leads, and servers 2 to 5 have acknowledged all that it has. */
function leader(): Hand {
  const hand = new Hand({ founders: [1, 2, 3, 4, 5] });
  hand.win();
  const message = { kind: "vote-response", from: 4, to: 1, term: 1, granted: true } as const;
  hand.step({ kind: "message", message });
  hand.written();
  for (const from of [2, 3, 4, 5]) hand.accept(from, 1);
  expect(hand.raft.view).toMatchObject({ role: "leader", commitIndex: 1 });
  return hand;
}

describe("a leader that may choose its successor", () => {
  test("takes one that it hears from, though another has as much of the log", () => {
    const hand = leader();
    hand.wait(90_000);
    hand.accept(3, 1);
    hand.wait(20_000);
    hand.step({ kind: "transfer", to: 0 });
    expect(hand.output.messages).toEqual([{ kind: "timeout-now", from: 1, to: 3, term: 1 }]);
    expect(hand.raft.view.transferTo).toBe(3);
  });

  test("says at once that there is nobody when it hears from none", () => {
    const hand = leader();
    hand.wait(100_000);
    hand.step({ kind: "transfer", to: 0 });
    expect(hand.output.rejections).toEqual([{ of: "transfer", to: 0, reason: "no-other-voter", leader: 1 }]);
  });
});

function leaderOfThree(): Hand {
  const hand = new Hand();
  hand.win();
  hand.written();
  hand.accept(3, 1);
  hand.step({ kind: "applied", index: 1 });
  return hand;
}

function receive(hand: Hand, message: Message): void {
  hand.step({ kind: "message", message });
}

function campaigns(hand: Hand): number[] {
  return hand.output.messages.flatMap(({ kind, to }) => (kind === "timeout-now" ? [to] : []));
}

describe("a leader", () => {
  test("tells the target to campaign when it has the whole log, and again with each answer", () => {
    const hand = leaderOfThree();
    hand.step({ kind: "transfer", to: 2 });
    expect(campaigns(hand)).toEqual([]);
    hand.accept(3, 1);
    expect(campaigns(hand)).toEqual([]);
    hand.accept(2, 0);
    expect(campaigns(hand)).toEqual([]);
    hand.accept(2, 1);
    expect(campaigns(hand)).toEqual([2]);
    hand.accept(2, 1);
    expect(campaigns(hand)).toEqual([2]);
  });

  test("takes neither commands nor changes of the membership until the time is over, which is a deadline", () => {
    const hand = leaderOfThree();
    hand.step({ kind: "transfer", to: 2 });
    const beganUs = hand.raft.deadlineUs;
    hand.propose(1);
    expect(hand.output.rejections).toMatchObject([{ of: "proposal", reason: "transferring", leader: 1 }]);
    const change = { kind: "change", steps: [{ kind: "add-learner", node: 2 }], transition: "auto" } as const;
    hand.step({ kind: "change-membership", change });
    expect(hand.output.rejections).toMatchObject([{ of: "change", reason: "transferring", leader: 1 }]);
    for (let beats = 0; beats < 20 && hand.raft.view.transferTo !== 0; beats++) {
      hand.deadline();
      expect(hand.raft.deadlineUs).toBeLessThan(beganUs + 200_000);
    }
    expect(hand.output.transferEnded).toEqual({ to: 2, outcome: "timed-out" });
    hand.propose(1);
    expect([hand.output.rejections, hand.output.transferEnded]).toEqual([[], undefined]);
  });

  test("has the deadline of the transfer among its own", () => {
    const hand = new Hand({ heartbeatIntervalUs: 99_999 });
    hand.win();
    hand.wait(1);
    hand.step({ kind: "transfer", to: 2 });
    const heartbeatUs = hand.raft.deadlineUs;
    hand.deadline();
    expect(hand.raft.deadlineUs - heartbeatUs).toBe(2);
  });

  test("that is deposed by a later term says so; one that gives up in its own has aborted", () => {
    const deposed = leaderOfThree();
    deposed.step({ kind: "transfer", to: 3 });
    receive(deposed, { kind: "vote-response", from: 2, to: 1, term: 9, granted: false });
    expect(deposed.output.transferEnded).toEqual({ to: 3, outcome: "deposed" });
    const stopped = leaderOfThree();
    stopped.step({ kind: "transfer", to: 3 });
    stopped.step({ kind: "write-failed", write: 1 });
    expect(stopped.output.transferEnded).toEqual({ to: 3, outcome: "aborted" });
    stopped.step({ kind: "transfer", to: 3 });
    expect(stopped.output.rejections).toMatchObject([{ of: "transfer", to: 3, reason: "stopped" }]);
  });

  test("chooses the voter that has the most, and nobody where there is none", () => {
    const hand = leaderOfThree();
    hand.step({ kind: "transfer", to: 0 });
    expect(hand.raft.view.transferTo).toBe(3);
    const alone = new Hand({ founders: [1] });
    alone.deadline();
    alone.written();
    alone.written();
    alone.step({ kind: "transfer", to: 0 });
    expect(alone.output.rejections).toMatchObject([{ of: "transfer", to: 0, reason: "no-other-voter" }]);
  });

  test("hands nothing to a learner", () => {
    const hand = leaderOfThree();
    const change = { kind: "change", steps: [{ kind: "add-learner", node: 2 }], transition: "auto" } as const;
    hand.step({ kind: "change-membership", change });
    hand.step({ kind: "transfer", to: 2 });
    expect(hand.output.rejections).toMatchObject([{ of: "transfer", to: 2, reason: "not-a-voter" }]);
    hand.step({ kind: "transfer", to: 9 });
    expect(hand.output.rejections).toMatchObject([{ of: "transfer", to: 9, reason: "unknown-node" }]);
  });
});

describe("a server that is told to campaign", () => {
  const timeoutNow = (term: number) => ({ kind: "timeout-now", from: 2, to: 1, term }) as const;

  test("does so at once, without asking whether it may, and says who wants it", () => {
    const hand = new Hand({ preVote: true, checkQuorum: true });
    receive(hand, timeoutNow(4));
    expect(hand.raft.view).toMatchObject({ role: "candidate", term: 5 });
    hand.written();
    expect(hand.output.messages).toMatchObject([
      { kind: "vote-request", term: 5, forced: true },
      { kind: "vote-request", term: 5, forced: true },
    ]);
    hand.deadline();
    expect(hand.raft.view).toMatchObject({ role: "pre-candidate", term: 5 });
  });

  test("does not if the word is old, if it leads, or if it has no vote", () => {
    const late = new Hand();
    receive(late, timeoutNow(4));
    receive(late, timeoutNow(4));
    expect(late.raft.view).toMatchObject({ role: "candidate", term: 5 });
    const leads = leaderOfThree();
    receive(leads, timeoutNow(leads.term));
    expect(leads.raft.view.role).toBe("leader");
    const joiner = new Hand({ founders: [] });
    receive(joiner, timeoutNow(4));
    expect(joiner.raft.view).toMatchObject({ role: "follower", term: 4 });
  });

  test("counts the vote that it has given: a late request of a rival in that term gets none", () => {
    const hand = new Hand();
    receive(hand, timeoutNow(4));
    hand.written();
    const empty = { round: 0, readRound: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
    receive(hand, { kind: "append-request", from: 3, to: 1, term: 5, ...empty });
    const rival = {
      kind: "vote-request",
      from: 2,
      to: 1,
      term: 5,
      lastLogIndex: 9,
      lastLogTerm: 4,
      forced: true,
    } as const;
    receive(hand, rival);
    expect(hand.output.messages).toMatchObject([{ kind: "vote-response", granted: false }]);
  });
});
