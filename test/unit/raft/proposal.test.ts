import { describe, expect, test } from "vitest";
import { type Input, NO_DEADLINE } from "../../../src/raft/index.ts";
import { Hand } from "./hand.ts";

/** What was appended and what was rejected by the last step, by the bytes of each. */
function fate({ output }: Hand): { taken: number[]; rejected: string[] } {
  return {
    taken: output.writes.flatMap((write) => (write.kind === "append" ? write.entries.map(({ bytes }) => bytes) : [])),
    rejected: output.rejections.map(
      (rejection) => `${rejection.of === "proposal" && rejection.proposal.bytes} ${rejection.reason}`,
    ),
  };
}

function leader(): Hand {
  const hand = new Hand();
  hand.win();
  return hand;
}

describe("proposals", () => {
  test("are appended in order as one write, with the leader's term and the driver's own data", () => {
    const hand = leader();
    const data = { anything: true };
    hand.step({
      kind: "propose",
      proposals: [
        { data, bytes: 1 },
        { data: "y", bytes: 2 },
      ],
    });
    expect(hand.output.writes).toEqual([
      {
        kind: "append",
        number: 3,
        entries: [
          { index: 2, term: 1, kind: "command", data, bytes: 1 },
          { index: 3, term: 1, kind: "command", data: "y", bytes: 2 },
        ],
      },
    ]);
  });

  test("none at all writes and says nothing", () => {
    const hand = leader();
    hand.propose();
    expect([hand.output.writes, hand.output.messages, hand.output.rejections]).toEqual([[], [], []]);
  });

  test("one that can never fit is too large, and the others of its batch are taken", () => {
    const hand = leader();
    hand.propose(1, 101, 99);
    expect(fate(hand)).toEqual({ taken: [1, 99], rejected: ["101 proposal-too-large"] });
  });

  test("behind the first that does not fit now all are refused, in order", () => {
    const hand = leader();
    hand.propose(60, 41, 1, 101);
    expect(fate(hand)).toEqual({
      taken: [60],
      rejected: ["41 too-much-uncommitted", "1 too-much-uncommitted", "101 proposal-too-large"],
    });
  });

  test("the allowance is free again as far as it is committed", () => {
    const hand = leader();
    hand.propose(60, 40);
    hand.written();
    hand.propose(1);
    expect(fate(hand)).toEqual({ taken: [], rejected: ["1 too-much-uncommitted"] });
    hand.accept(3, 2);
    hand.propose(61);
    expect(fate(hand)).toEqual({ taken: [], rejected: ["61 too-much-uncommitted"] });
    hand.propose(60);
    expect(fate(hand)).toEqual({ taken: [60], rejected: [] });
  });

  test("another leadership has the whole allowance", () => {
    const hand = leader();
    hand.propose(100);
    const message = { kind: "append-response", from: 2, to: 1, term: 5, accepted: false, matchIndex: 0 } as const;
    hand.step({
      kind: "message",
      message: { ...message, round: 0, readRound: 0, refusedIndex: 0, hintIndex: 0, hintTerm: 0 },
    });
    hand.win();
    hand.propose(100);
    expect(fate(hand)).toEqual({ taken: [100], rejected: [] });
  });

  test("who does not lead says so and names who does, if that is known", () => {
    const hand = new Hand();
    hand.propose(1);
    expect(hand.output.rejections).toMatchObject([{ reason: "not-leader", leader: 0 }]);
    const message = { kind: "append-request", from: 3, to: 1, term: 1, prevLogIndex: 0, prevLogTerm: 0 } as const;
    hand.step({ kind: "message", message: { ...message, round: 0, readRound: 0, entries: [], leaderCommit: 0 } });
    hand.propose(1, 101);
    expect(hand.output.rejections).toMatchObject([
      { reason: "not-leader", leader: 3 },
      { reason: "not-leader", leader: 3 },
    ]);
    hand.deadline();
    hand.propose(1);
    expect(hand.output.rejections).toMatchObject([{ reason: "not-leader", leader: 0 }]);
  });
});

describe("after a write failed", () => {
  test("the node has stopped: it says nothing, waits for nothing, and refuses with that reason", () => {
    const hand = leader();
    hand.propose(1);
    hand.step({ kind: "write-failed", write: 3 });
    expect(hand.output.messages).toEqual([]);
    expect([hand.output.deadlineUs, hand.raft.deadlineUs]).toEqual([NO_DEADLINE, NO_DEADLINE]);
    expect(hand.raft.status()).toMatchObject({ stopped: true, role: "follower", leader: 0 });
    hand.propose(1, 101);
    expect(hand.output.rejections).toMatchObject([{ reason: "stopped" }, { reason: "stopped" }]);
    const before = hand.raft.status();
    hand.written();
    hand.step({
      kind: "message",
      message: { kind: "vote-request", from: 2, to: 1, term: 9, lastLogIndex: 9, lastLogTerm: 9, forced: false },
    });
    hand.step({ kind: "deadline" });
    hand.accept(3, 2);
    expect([hand.output.messages, hand.output.writes]).toEqual([[], []]);
    expect(hand.output.deadlineUs).toBe(NO_DEADLINE);
    expect(hand.raft.status()).toEqual(before);
  });
});

describe("the driver's mistakes are refused with what it said", () => {
  test("a clock that goes back", () => {
    const hand = leader();
    expect(() => hand.raft.step(1, { kind: "deadline" }, hand.output)).toThrow("time went backwards: 1 after");
  });

  test.each([0, -1, 1.5, Number.NaN])("a proposal of %d bytes", (bytes) => {
    expect(() => leader().propose(bytes)).toThrow(`a proposal has at least 1 byte, not ${bytes}`);
  });

  test("a batch with such a proposal, of which nothing is taken or rejected, on a leader or elsewhere", () => {
    const bytes = [1, 2_000_000_000, 0];
    const proposals = bytes.map((size) => ({ data: undefined, bytes: size }));
    for (const hand of [leader(), new Hand()]) {
      const { lastIndex } = hand.raft.view;
      expect(() => hand.step({ kind: "propose", proposals })).toThrow("a proposal has at least 1 byte, not 0");
      expect([hand.raft.view.lastIndex, hand.output.rejections]).toEqual([lastIndex, []]);
    }
  });

  test("an input that there is not", () => {
    const input = { kind: "take-snapshots" } as unknown as Input;
    expect(() => leader().step(input)).toThrow("there is no input of kind take-snapshots");
  });

  test("a range applied that was never handed out, a write reported that was never made", () => {
    const hand = leader();
    expect(() => hand.step({ kind: "applied", index: 1 })).toThrow("index 1 was reported applied; 0 was the last");
    expect(() => hand.step({ kind: "written", write: 9 })).toThrow("write 9 was reported durable; the last one is 2");
  });
});
