import { describe, expect, it } from "vitest";
import { DurableBeforeReply } from "../../../../invariants/raft/durable-before-reply.ts";
import { MonotonicTerm } from "../../../../invariants/raft/monotonic-term.ts";
import { RestartFidelity } from "../../../../invariants/raft/restart-fidelity.ts";
import { type Call, holds, holdsConfiguration, judgeOf, messagesOf, observe, simple } from "../histories.ts";

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

  const founders = simple([1, 2, 3]);
  const changed = simple([1, 2]);
  /** Entries 2 to 4 on the disk behind base 1, the third of them a configuration. */
  const history: Call[] = [
    ...stored,
    ...holds(1, 2, [3, 11]),
    ...holdsConfiguration(1, 3, 3, changed),
    ...holds(1, 4, [3, 13]),
    ["snapshotTaken", 1, 1, 0xa, founders],
    ["durableCompacted", 1, 1],
    ["crashed", 1],
    ["restarted", 1, 3, 2, 4],
  ];
  const entries = [
    { term: 3, digest: 11 },
    { term: 3, digest: 0x1003 },
    { term: 3, digest: 13 },
  ];

  it("lets a log be whose beginning is in a snapshot, own or a leader's, and one that was cut back and changed", () => {
    expect(messagesOf(RestartFidelity, [...history, ["logRestored", 1, 1, entries, changed]])).toEqual([]);
    const cutBack: Call[] = [["durableTruncated", 1, 3], ["truncated", 1, 3], ...holds(1, 3, [4, 30])];
    const restart: Call[] = [
      ["restarted", 1, 3, 2, 3],
      ["logRestored", 1, 1, [entries[0]!, { term: 4, digest: 30 }], founders],
    ];
    expect(messagesOf(RestartFidelity, [...history, ...cutBack, ...restart])).toEqual([]);
    const install: Call[] = [
      ["snapshotInstalled", 1, 7, 4, changed],
      ["snapshotPersisted", 1, 7, 4],
      ...holds(1, 8, [4, 80]),
      ["restarted", 1, 3, 2, 8],
      ["logRestored", 1, 7, [{ term: 4, digest: 80 }], changed],
    ];
    expect(messagesOf(RestartFidelity, [...history, ...install])).toEqual([]);
  });

  it("finds an entry of another term or with other contents, wherever it stands", () => {
    for (const [place, other] of [
      [0, { term: 2, digest: 11 }],
      [1, { term: 3, digest: 0x1004 }],
      [2, { term: 3, digest: 14 }],
    ] as const) {
      const calls: Call[] = [...history, ["logRestored", 1, 1, entries.with(place, other), changed]];
      expect(messagesOf(RestartFidelity, calls)).toEqual([
        `n1 restarted with an entry of term ${other.term} at index ${place + 2}, but its disk held another there, of term 3`,
      ]);
    }
  });

  it("finds a log that begins elsewhere, or lacks its end", () => {
    const beginning = { term: 3, digest: 10 };
    expect(messagesOf(RestartFidelity, [...history, ["logRestored", 1, 0, [beginning, ...entries], changed]])).toEqual([
      "n1 restarted with the entries from 1 to 4, but its disk held those from 2 to 4",
    ]);
    expect(messagesOf(RestartFidelity, [...history, ["logRestored", 1, 1, entries.slice(0, 2), changed]])).toEqual([
      "n1 restarted with the entries from 2 to 3, but its disk held those from 2 to 4",
    ]);
  });

  it("finds a configuration that is not the newest on the disk", () => {
    expect(messagesOf(RestartFidelity, [...history, ["logRestored", 1, 1, entries, founders]])).toEqual([
      "n1 restarted with the configuration voters n1, n2, n3, but its disk held that of index 3: voters n1, n2",
    ]);
  });

  it("expects none of a server that joins later, and the founders of a founder", () => {
    const restart = (node: number, voters: readonly number[]): Call[] => [
      ["restarted", node, 0, 0, 0],
      ["logRestored", node, 0, [], simple(voters)],
    ];
    expect(messagesOf(RestartFidelity, [...restart(1, [1, 2, 3]), ...restart(4, [])], [1, 2, 3], 4)).toEqual([]);
    expect(messagesOf(RestartFidelity, [...restart(1, []), ...restart(4, [1, 2, 3])], [1, 2, 3], 4)).toEqual([
      "n1 restarted with the configuration voters none, but its disk held that of index 0: voters n1, n2, n3",
      "n4 restarted with the configuration voters n1, n2, n3, but its disk held none",
    ]);
  });

  it("goes on identically in a fork", () => {
    const judge = judgeOf(3, [RestartFidelity]);
    observe(judge, history);
    const copy = judge.fork();
    observe(judge, [["durableCompacted", 1, 2]]);
    observe(copy, [["logRestored", 1, 1, entries, changed]]);
    expect(copy.violations).toEqual([]);
  });

  it("finds a term or an entry that came from nowhere", () => {
    expect(messagesOf(RestartFidelity, [...stored, ["restarted", 1, 4, 2, 1]])).toHaveLength(1);
    expect(messagesOf(RestartFidelity, [...stored, ["restarted", 1, 3, 2, 2]])).toHaveLength(1);
  });
});
