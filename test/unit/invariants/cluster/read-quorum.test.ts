import { describe, expect, it } from "vitest";
import { ReadQuorum } from "../../../../invariants/cluster/read-quorum.ts";
import { type Call, holdsConfiguration, joint, judgeOf, messagesOf, observe, simple } from "../histories.ts";

describe("read quorum", () => {
  it("lets rounds be that a quorum has answered, or that a later answer covers", () => {
    const calls: Call[] = [
      ["roundAnswered", 2, 3, 1, 1],
      ["roundConfirmed", 1, 3, 1],
      ["roundAnswered", 3, 3, 4, 1],
      ["roundConfirmed", 1, 3, 4],
      ["roundAnswered", 3, 3, 2, 1],
      ["roundConfirmed", 1, 3, 4],
    ];
    expect(messagesOf(ReadQuorum, calls)).toEqual([]);
  });

  it("lets a deposed leader be whom the answers reach late", () => {
    const calls: Call[] = [
      ["roundAnswered", 2, 3, 5, 1],
      ["roundAnswered", 2, 4, 1, 3],
      ["roundConfirmed", 1, 3, 5],
      ["roundConfirmed", 3, 4, 1],
    ];
    expect(messagesOf(ReadQuorum, calls)).toEqual([]);
  });

  it("finds rounds that too few have answered: in that round, in that term, and to that leader", () => {
    const calls: Call[] = [
      ["roundAnswered", 2, 3, 1, 1],
      ["roundConfirmed", 1, 3, 2],
      ["roundConfirmed", 1, 4, 1],
      ["roundConfirmed", 3, 3, 1],
    ];
    expect(messagesOf(ReadQuorum, calls)).toEqual([
      "n1 took round 2 of term 3 for confirmed, but of its voters n1, n2, n3 only n1 had answered it",
      "n1 took round 1 of term 4 for confirmed, but of its voters n1, n2, n3 only n1 had answered it",
      "n3 took round 1 of term 3 for confirmed, but of its voters n1, n2, n3 only n3 had answered it",
    ]);
  });

  it("asks for both halves of a joint configuration", () => {
    const entered = holdsConfiguration(1, 1, 3, joint([1, 4, 5], [1, 2, 3]));
    const half: Call[] = [...entered, ["roundAnswered", 4, 3, 1, 1], ["roundConfirmed", 1, 3, 1]];
    expect(messagesOf(ReadQuorum, half, [1, 2, 3], 5)).toEqual([
      "n1 took round 1 of term 3 for confirmed, but of its outgoing voters n1, n2, n3 only n1 had answered it",
    ]);
    const both: Call[] = [
      ...entered,
      ["roundAnswered", 4, 3, 1, 1],
      ["roundAnswered", 2, 3, 1, 1],
      ["roundConfirmed", 1, 3, 1],
    ];
    expect(messagesOf(ReadQuorum, both, [1, 2, 3], 5)).toEqual([]);
  });

  it("counts neither learners nor a leader that is no voter", () => {
    const learner: Call[] = [
      ...holdsConfiguration(1, 1, 3, simple([1, 2, 3], [4])),
      ["roundAnswered", 4, 3, 1, 1],
      ["roundConfirmed", 1, 3, 1],
    ];
    expect(messagesOf(ReadQuorum, learner, [1, 2, 3], 4)).toHaveLength(1);
    const leaving: Call[] = [
      ...holdsConfiguration(1, 1, 3, simple([2, 3])),
      ["roundAnswered", 2, 3, 1, 1],
      ["roundConfirmed", 1, 3, 1],
    ];
    expect(messagesOf(ReadQuorum, leaving)).toEqual([
      "n1 took round 1 of term 3 for confirmed, but of its voters n2, n3 only n2 had answered it",
    ]);
  });

  it("has a fork that hears nothing of what comes later", () => {
    const judge = judgeOf(3, [ReadQuorum]);
    observe(judge, [["roundAnswered", 2, 3, 1, 1]]);
    const copy = judge.fork();
    observe(judge, [["roundAnswered", 2, 3, 2, 1]]);
    observe(copy, [
      ["roundConfirmed", 1, 3, 1],
      ["roundConfirmed", 1, 3, 2],
    ]);
    expect(copy.violations).toHaveLength(1);
  });
});
