import { describe, expect, it } from "vitest";
import { DurableBeforeReply } from "../../../../invariants/raft/durable-before-reply.ts";
import { MonotonicTerm } from "../../../../invariants/raft/monotonic-term.ts";
import { RestartFidelity } from "../../../../invariants/raft/restart-fidelity.ts";
import { type Call, holds, messagesOf } from "../histories.ts";

describe("durable before reply", () => {
  it("lets replies be that follow their writes", () => {
    const calls: Call[] = [
      ["hardStatePersisted", 1, 2, 3],
      ["voteGranted", 1, 2, 3],
      ...holds(1, 1, [2, 10]),
      ["appendAcknowledged", 1, 2, 1, 3],
      ["hardStatePersisted", 1, 3, 1],
      ["voteRequested", 1, 3],
      ["appendAcknowledged", 1, 3, 0, 3],
    ];
    expect(messagesOf(DurableBeforeReply, calls)).toEqual([]);
  });

  it("finds votes that are not durable", () => {
    const calls: Call[] = [
      ["voteGranted", 1, 2, 3],
      ["hardStatePersisted", 2, 2, 1],
      ["voteRequested", 2, 2],
    ];
    expect(messagesOf(DurableBeforeReply, calls)).toEqual([
      "n1 granted its vote in term 2 to n3 while its disk held term 0 and a vote for nobody",
      "n2 asked for votes in term 2 while its disk held term 2 and a vote for n1",
    ]);
  });

  it("finds an acknowledgement before its write", () => {
    const calls: Call[] = [
      ["hardStatePersisted", 1, 2, 0],
      ["appended", 1, 1, 2, 10],
      ["appendAcknowledged", 1, 2, 1, 3],
    ];
    expect(messagesOf(DurableBeforeReply, calls)).toEqual([
      "n1 acknowledged index 1 to the leader of term 2 while its durable log ended at 0",
    ]);
  });

  it("finds an acknowledgement while an older entry is still on disk", () => {
    const calls: Call[] = [
      ["hardStatePersisted", 1, 2, 0],
      ...holds(1, 1, [1, 10]),
      ["truncated", 1, 1],
      ["appended", 1, 1, 2, 20],
      ["appendAcknowledged", 1, 2, 1, 3],
    ];
    expect(messagesOf(DurableBeforeReply, calls)).toEqual([
      "n1 acknowledged index 1 to the leader of term 2 while its durable log and its log in memory agreed only up to 0",
    ]);
  });

  it("finds an acknowledgement before its term is durable", () => {
    const calls: Call[] = [
      ["hardStatePersisted", 1, 1, 0],
      ...holds(1, 1, [1, 10]),
      ["appendAcknowledged", 1, 2, 1, 3],
    ];
    expect(messagesOf(DurableBeforeReply, calls)).toEqual([
      "n1 acknowledged index 1 to the leader of term 2 while the term on its disk was 1",
    ]);
  });
});

describe("monotonic term", () => {
  it("lets terms rise, and a restart forget a term in which nothing was promised", () => {
    const calls: Call[] = [
      ["restarted", 1, 0, 0, 0],
      ["termChanged", 1, 4],
      ["voteGranted", 1, 4, 2],
      ["termChanged", 1, 6],
      ["restarted", 1, 4, 2, 0],
      ["termChanged", 1, 5],
    ];
    expect(messagesOf(MonotonicTerm, calls)).toEqual([]);
  });

  it("finds a term that falls", () => {
    expect(
      messagesOf(MonotonicTerm, [
        ["termChanged", 1, 4],
        ["termChanged", 1, 3],
      ]),
    ).toEqual(["the term of n1 fell from 4 to 3"]);
  });

  it("finds a restart below a promised term, whatever was promised", () => {
    const promises: Call[] = [
      ["voteGranted", 1, 4, 2],
      ["voteRequested", 1, 4],
      ["appendAcknowledged", 1, 4, 0, 3],
    ];
    for (const promise of promises) {
      expect(messagesOf(MonotonicTerm, [promise, ["crashed", 1], ["restarted", 1, 3, 0, 0]])).toEqual([
        "n1 restarted in term 3, but had voted or acknowledged entries in term 4 at event 1 (t=0.001 s)",
      ]);
    }
  });
});

describe("restart fidelity", () => {
  const stored: Call[] = [["restarted", 1, 0, 0, 0], ["hardStatePersisted", 1, 3, 2], ...holds(1, 1, [3, 10])];

  it("lets a restart from what is durable be", () => {
    const calls: Call[] = [...stored, ["appended", 1, 2, 3, 11], ["crashed", 1], ["restarted", 1, 3, 2, 1]];
    expect(messagesOf(RestartFidelity, calls)).toEqual([]);
  });

  it("finds a vote forgotten", () => {
    expect(messagesOf(RestartFidelity, [...stored, ["restarted", 1, 3, 0, 1]])).toEqual([
      "n1 restarted with term 3, a vote for nobody and a log up to 1, but its disk held term 3, a vote for n2 and a log up to 1",
    ]);
  });

  it("finds a term or an entry that came from nowhere", () => {
    expect(messagesOf(RestartFidelity, [...stored, ["restarted", 1, 4, 2, 1]])).toHaveLength(1);
    expect(messagesOf(RestartFidelity, [...stored, ["restarted", 1, 3, 2, 2]])).toHaveLength(1);
  });
});
