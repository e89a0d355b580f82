import { describe, expect, it } from "vitest";
import { CommitQuorum } from "../../../../invariants/raft/commit-quorum.ts";
import { ElectionQuorum } from "../../../../invariants/raft/election-quorum.ts";
import { OneChangeAtATime } from "../../../../invariants/raft/one-change-at-a-time.ts";
import { VoterCandidacy } from "../../../../invariants/raft/voter-candidacy.ts";
import { type Call, holds, holdsConfiguration, joint, judgeOf, messagesOf, observe, simple } from "../histories.ts";

const FOUNDERS = [1, 2, 3];

function votes(candidate: number, term: number, ...voters: readonly number[]): Call[] {
  return voters.map((voter): Call => ["voteGranted", voter, term, candidate]);
}

describe("election quorum", () => {
  it("is one of the newest configuration in the leader's log, committed or not", () => {
    const changed = holdsConfiguration(1, 1, 1, simple([1, 2, 3, 4]));
    const judged = (calls: readonly Call[]) => messagesOf(ElectionQuorum, calls, FOUNDERS, 5);
    expect(judged([...changed, ...votes(1, 2, 2, 4), ["becameLeader", 1, 2]])).toEqual([]);
    expect(judged([...changed, ...votes(1, 2, 2), ["becameLeader", 1, 2]])).toEqual([
      "n1 became leader in term 2, but of its voters n1, n2, n3, n4 only n1, n2 voted for it",
    ]);
    expect(judged([...votes(2, 2, 1), ...changed, ["becameLeader", 2, 2]])).toEqual([]);
  });

  it("counts no votes of learners, or of those who do not belong", () => {
    const changed = holdsConfiguration(1, 1, 1, simple(FOUNDERS, [4]));
    expect(
      messagesOf(ElectionQuorum, [...changed, ...votes(1, 2, 4, 5), ["becameLeader", 1, 2]], FOUNDERS, 5),
    ).toHaveLength(1);
  });

  it("is one of both halves of a joint configuration", () => {
    const changed = holdsConfiguration(1, 1, 1, joint([1, 4, 5], FOUNDERS));
    const elected = (...voters: readonly number[]) =>
      messagesOf(ElectionQuorum, [...changed, ...votes(1, 2, ...voters), ["becameLeader", 1, 2]], FOUNDERS, 5);
    expect(elected(2, 4)).toEqual([]);
    expect(elected(4, 5)).toEqual([
      "n1 became leader in term 2, but of its outgoing voters n1, n2, n3 only n1 voted for it",
    ]);
    expect(elected(2, 3)).toEqual(["n1 became leader in term 2, but of its voters n1, n4, n5 only n1 voted for it"]);
  });

  it("does not count the leader's own vote if it is no voter", () => {
    const changed = holdsConfiguration(1, 1, 1, simple([2, 3, 4]));
    const elected = (...voters: readonly number[]) =>
      messagesOf(ElectionQuorum, [...changed, ...votes(1, 2, ...voters), ["becameLeader", 1, 2]], FOUNDERS, 4);
    expect(elected(2, 3)).toEqual([]);
    expect(elected(2)).toHaveLength(1);
  });

  it("follows the log: a configuration that was rolled back, or not durable at a restart, is none", () => {
    const appended: Call[] = holdsConfiguration(1, 1, 1, simple([1, 2, 3, 4])).slice(0, 2);
    const elected: Call[] = [...votes(1, 2, 2), ["becameLeader", 1, 2]];
    expect(messagesOf(ElectionQuorum, [...appended, ["truncated", 1, 1], ...elected], FOUNDERS, 4)).toEqual([]);
    expect(messagesOf(ElectionQuorum, [...appended, ["restarted", 1, 1, 0, 0], ...elected], FOUNDERS, 4)).toEqual([]);
    const saved: Call[] = [...appended, ["entryPersisted", 1, 1, 1, 0x1001], ["restarted", 1, 1, 0, 1]];
    expect(messagesOf(ElectionQuorum, [...saved, ...elected], FOUNDERS, 4)).toHaveLength(1);
    const dropped: Call[] = [...saved, ["truncated", 1, 1], ["durableTruncated", 1, 1], ["restarted", 1, 1, 0, 0]];
    expect(messagesOf(ElectionQuorum, [...dropped, ...elected], FOUNDERS, 4)).toEqual([]);
  });

  it("takes the configuration of an installed snapshot, and after a restart only if it is durable", () => {
    const installed: Call[] = [["snapshotInstalled", 1, 5, 1, simple([1, 2, 3, 4])]];
    const elected: Call[] = [...votes(1, 2, 2), ["becameLeader", 1, 2]];
    expect(messagesOf(ElectionQuorum, [...installed, ...elected], FOUNDERS, 4)).toHaveLength(1);
    expect(messagesOf(ElectionQuorum, [...installed, ["restarted", 1, 1, 0, 0], ...elected], FOUNDERS, 4)).toEqual([]);
    const saved: Call[] = [...installed, ["snapshotPersisted", 1, 5, 1], ["restarted", 1, 1, 0, 5]];
    expect(messagesOf(ElectionQuorum, [...saved, ...elected], FOUNDERS, 4)).toHaveLength(1);
  });
});

describe("commit quorum", () => {
  const judged = (calls: readonly Call[]) => messagesOf(CommitQuorum, calls, FOUNDERS, 5);

  it("is one of the newest configuration, also for entries before it", () => {
    const logs: Call[] = [...holds(1, 1, [1, 10]), ...holds(2, 1, [1, 10])];
    const grown = holdsConfiguration(1, 2, 1, simple([1, 2, 3, 4]));
    expect(judged([...logs, ...grown, ["committed", 1, 1, 1]])).toEqual([
      "n1 committed index 1 in term 1, but of its voters n1, n2, n3, n4 only n1, n2 held that entry durably",
    ]);
    expect(judged([...logs, ...grown, ...holds(4, 1, [1, 10]), ["committed", 1, 1, 1]])).toEqual([]);
    const shrunk = holdsConfiguration(1, 2, 1, simple([1]));
    expect(judged([...holds(1, 1, [1, 10]), ...shrunk, ["committed", 1, 1, 1]])).toEqual([]);
  });

  it("is one of both halves of a joint configuration", () => {
    const changed = [1, 4, 5].flatMap((node) => holdsConfiguration(node, 1, 1, joint([1, 4, 5], FOUNDERS)));
    expect(judged([...changed, ["committed", 1, 1, 1]])).toEqual([
      "n1 committed index 1 in term 1, but of its outgoing voters n1, n2, n3 only n1 held that entry durably",
    ]);
    const another = holdsConfiguration(3, 1, 1, joint([1, 4, 5], FOUNDERS));
    expect(judged([...changed, ...another, ["committed", 1, 1, 1]])).toEqual([]);
  });

  it("is one of the joint configuration that it commits, though the one after is told before", () => {
    const changed = [1, 4, 5].flatMap((node) => holdsConfiguration(node, 1, 1, joint([1, 4, 5], FOUNDERS)));
    const left = holdsConfiguration(1, 2, 1, simple([1, 4, 5])).slice(0, 2);
    expect(judged([...changed, ...left, ["committed", 1, 1, 1]])).toHaveLength(1);
    const another = holdsConfiguration(3, 1, 1, joint([1, 4, 5], FOUNDERS));
    expect(judged([...changed, ...another, ...left, ["committed", 1, 1, 1]])).toEqual([]);
  });

  it("does not count a leader that is no voter, or those who do not belong", () => {
    const changed = [1, 2, 4].flatMap((node) => holdsConfiguration(node, 1, 1, simple([2, 3])));
    expect(judged([...changed, ["committed", 1, 1, 1]])).toEqual([
      "n1 committed index 1 in term 1, but of its voters n2, n3 only n2 held that entry durably",
    ]);
    expect(judged([...changed, ...holdsConfiguration(3, 1, 1, simple([2, 3])), ["committed", 1, 1, 1]])).toEqual([]);
  });

  it("has those who hold a durable snapshot hold all that is in it", () => {
    const decided: Call[] = [
      ...holds(1, 1, [1, 10], [1, 11]),
      ...holds(2, 1, [1, 10], [1, 11]),
      ["committed", 1, 2, 1],
    ];
    const next: Call[] = [...holds(1, 3, [1, 12]), ["snapshotInstalled", 3, 2, 1, simple(FOUNDERS)]];
    const added: Call[] = [["appended", 3, 3, 1, 12]];
    const saved: Call[] = [["snapshotPersisted", 3, 2, 1]];
    const persisted: Call[] = [["entryPersisted", 3, 3, 1, 12]];
    const commit: Call[] = [["committed", 1, 3, 1]];
    expect(judged([...decided, ...next, ...added, ...saved, ...persisted, ...commit])).toEqual([]);
    expect(judged([...decided, ...next, ...added, ...persisted, ...commit])).toHaveLength(1);
    expect(judged([...decided, ...next, ...added, ...saved, ...commit])).toHaveLength(1);
  });
});

describe("one change at a time", () => {
  const elected: Call[] = [...holds(1, 1, [1, 10]), ["becameLeader", 1, 2], ["appended", 1, 2, 2, 20]];
  const first: Call[] = holdsConfiguration(1, 3, 2, simple([1, 2, 3, 4]));
  const second: Call[] = holdsConfiguration(1, 4, 2, simple([1, 2, 3, 4, 5]));

  it("lets a leader be that changes the configuration after its first commitment, and again after the next", () => {
    const calls: Call[] = [...elected, ["committed", 1, 2, 2], ...first, ["committed", 1, 3, 2], ...second];
    expect(messagesOf(OneChangeAtATime, [...calls, ["crashed", 1]])).toEqual([]);
  });

  it("lets followers be, whatever they are sent", () => {
    const calls: Call[] = [...first.slice(0, 2), ...second.slice(0, 2), ["crashed", 1]];
    expect(messagesOf(OneChangeAtATime, calls)).toEqual([]);
  });

  it("finds a change before a commitment in the term", () => {
    expect(messagesOf(OneChangeAtATime, [...elected, ["committed", 1, 1, 2], ...first, ["crashed", 1]])).toEqual([
      "n1, leader of term 2, appended configuration 3 at event 7 (t=0.007 s) before it had committed an entry of its term: it had committed up to 1",
    ]);
  });

  it("finds a change while the one before is not committed, also one of an earlier leader", () => {
    expect(
      messagesOf(OneChangeAtATime, [...elected, ["committed", 1, 2, 2], ...first, ...second, ["crashed", 1]]),
    ).toEqual([
      "n1, leader of term 2, appended configuration 4 at event 10 (t=0.010 s) while configuration 3 was not committed: it had committed up to 2",
    ]);
    const inherited: Call[] = [...holdsConfiguration(1, 1, 1, simple([1, 2])), ["becameLeader", 1, 2]];
    expect(
      messagesOf(OneChangeAtATime, [...inherited, ...holdsConfiguration(1, 2, 2, simple([1])), ["steppedDown", 1, 2]]),
    ).toHaveLength(1);
  });

  it("says what was missing at the end of the event, though some of it was told after the change", () => {
    const judge = judgeOf(5, [OneChangeAtATime], "safety", [1, 2, 3]);
    observe(judge, [...holds(1, 1, [1, 10]), ...holdsConfiguration(1, 2, 1, simple([1, 2])), ["becameLeader", 1, 2]]);
    judge.setNow(50, 50_000);
    judge.configurationAppended(1, 3, 2, simple([1]));
    judge.committed(1, 2, 2);
    observe(judge, [["crashed", 1]], 51);
    expect(judge.violations.map(({ message }) => message)).toEqual([
      "n1, leader of term 2, appended configuration 3 at event 50 (t=0.050 s) before it had committed an entry of its term: it had committed up to 2",
    ]);
  });

  it("lets the commitment that permits a change be told after it, in the same event", () => {
    const judge = judgeOf(5, [OneChangeAtATime], "safety", [1, 2, 3]);
    observe(judge, [...elected, ["committed", 1, 2, 2], ...first]);
    judge.setNow(50, 50_000);
    judge.configurationAppended(1, 4, 2, simple([1, 2, 3, 4, 5]));
    judge.committed(1, 3, 2);
    observe(judge, [["crashed", 1]], 51);
    expect(judge.violations).toEqual([]);
  });

  it("is not satisfied by a commitment in a later event, or of another node", () => {
    const judge = judgeOf(5, [OneChangeAtATime], "safety", [1, 2, 3]);
    observe(judge, [...elected, ["committed", 1, 2, 2], ...first]);
    const copy = judge.fork();
    for (const [one, node, event] of [
      [judge, 1, 51],
      [copy, 2, 50],
    ] as const) {
      one.setNow(50, 50_000);
      one.configurationAppended(1, 4, 2, simple([1, 2, 3, 4, 5]));
      one.setNow(event, event * 1000);
      one.committed(node, 3, 2);
      one.setNow(60, 60_000);
      one.finish([]);
      expect(one.violations).toHaveLength(1);
    }
  });
});

describe("voter candidacy", () => {
  const judged = (calls: readonly Call[]) => messagesOf(VoterCandidacy, calls, FOUNDERS, 5);

  it("lets voters ask for votes, of both halves, and those of the configuration before while that may hold", () => {
    expect(judged([["voteRequested", 1, 1]])).toEqual([]);
    const changed = holdsConfiguration(2, 1, 1, joint([4, 5], FOUNDERS));
    expect(judged([...changed, ["voteRequested", 2, 2]])).toEqual([]);
    expect(judged([...holdsConfiguration(4, 1, 1, joint([4, 5], FOUNDERS)), ["voteRequested", 4, 2]])).toEqual([]);
    expect(judged([...holdsConfiguration(1, 1, 1, simple([2, 3])), ["voteRequested", 1, 2]])).toEqual([]);
  });

  it("finds a server that has not joined, or is a learner", () => {
    expect(judged([["voteRequested", 4, 1]])).toEqual([
      "n4 asked for votes in term 1, but the newest configuration of its log, 0, is voters n1, n2, n3",
    ]);
    expect(judged([...holdsConfiguration(4, 1, 1, simple(FOUNDERS, [4])), ["voteRequested", 4, 2]])).toEqual([
      "n4 asked for votes in term 2, but the newest configuration of its log, 1, is voters n1, n2, n3; learners n4; the one before is voters n1, n2, n3",
    ]);
  });

  it("finds one that knows that it was removed, from its log or from a snapshot", () => {
    const removed = holdsConfiguration(1, 1, 1, simple([2, 3]));
    expect(judged([...removed, ["committed", 1, 1, 1], ["voteRequested", 1, 2]])).toEqual([
      "n1 asked for votes in term 2, but the newest configuration of its log, 1, is voters n2, n3",
    ]);
    expect(
      judged([
        ["snapshotInstalled", 1, 5, 1, simple([2, 3])],
        ["voteRequested", 1, 2],
      ]),
    ).toHaveLength(1);
  });

  it("finds a candidacy once, however often it asks", () => {
    const calls: Call[] = [
      ["voteRequested", 4, 1],
      ["voteRequested", 4, 1],
    ];
    expect(judged(calls)).toHaveLength(1);
  });
});
