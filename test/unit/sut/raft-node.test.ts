import { describe, expect, test } from "vitest";
import type { Call } from "../invariants/histories.ts";
import { commands, entryOf, putRequest, REGISTRATION } from "./entries.ts";
import { HostedNode } from "./hosted-node.ts";

const ALONE = { founders: [1] };

function observed(hosted: HostedNode, name: Call[0]): Call[] {
  return hosted.process.observed.filter((call) => call[0] === name);
}

describe("a request", () => {
  test("is answered as applied, with its index and the machine's answer, once its entry is applied", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.register();
    hosted.request(putRequest(1));
    hosted.sync();
    hosted.acknowledge(3);
    const result = { previous: undefined, changed: true };
    expect(hosted.replies).toEqual([
      {
        kind: "reply",
        client: 9,
        session: 0,
        sequence: 1,
        outcome: "registered",
        index: 2,
        result: undefined,
        leader: 1,
      },
      { kind: "reply", client: 9, session: 2, sequence: 1, outcome: "applied", index: 3, result, leader: 1 },
    ]);
  });

  test("that is a retry is told where its command was carried out, and carries out nothing", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.register();
    const request = putRequest(1);
    for (let time = 0; time < 3; time++) hosted.request(request);
    hosted.sync();
    hosted.acknowledge(5);
    expect(hosted.replies.slice(1).map(({ index, outcome }) => [index, outcome])).toEqual([
      [3, "applied"],
      [3, "applied"],
      [3, "applied"],
    ]);
    expect(observed(hosted, "commandApplied")).toEqual([
      ["commandApplied", 1, 3, 9, 1, 3],
      ["commandApplied", 1, 4, 9, 1, 3],
      ["commandApplied", 1, 5, 9, 1, 3],
    ]);
  });

  test("of a session that nobody knows is refused once its entry is applied, and not carried out", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.request(putRequest(1));
    hosted.sync();
    hosted.acknowledge(2);
    expect(hosted.replies).toMatchObject([{ session: 2, sequence: 1, outcome: "session-expired", index: 0 }]);
    expect(observed(hosted, "commandApplied")).toEqual([["commandApplied", 1, 2, 9, 1, 0]]);
  });

  test("is stamped with the node's clock when it is proposed, so that sessions expire by the leader's time", () => {
    const hosted = new HostedNode({ ...ALONE, sessions: { maxSessions: 9, maxReplies: 9, expiryUs: 5_000 } });
    hosted.win();
    hosted.register();
    for (const [sequence, afterUs] of [5_000, 5_000, 5_001].entries()) {
      hosted.process.nowUs += afterUs;
      hosted.request(putRequest(sequence + 1));
      hosted.sync();
    }
    expect(hosted.replies.map(({ outcome }) => outcome)).toEqual([
      "registered",
      "applied",
      "applied",
      "session-expired",
    ]);
  });

  test("waits for the node's own disk when it is alone", () => {
    const hosted = new HostedNode(ALONE);
    hosted.win();
    hosted.register();
    hosted.request(putRequest(1));
    expect(hosted.replies).toHaveLength(1);
    hosted.sync();
    expect(hosted.replies.slice(1)).toMatchObject([{ outcome: "applied", index: 3 }]);
  });

  test("is refused by a node that does not lead, which names the leader it knows of", () => {
    const hosted = new HostedNode();
    hosted.request(putRequest(1));
    hosted.follow(3);
    hosted.request(putRequest(2));
    expect(hosted.replies).toMatchObject([
      { sequence: 1, outcome: "not-leader", index: 0, result: undefined, leader: 0 },
      { sequence: 2, outcome: "not-leader", index: 0, result: undefined, leader: 2 },
    ]);
  });

  test("is refused as overload when too much is uncommitted, and only then", () => {
    const hosted = new HostedNode({ maxUncommittedBytes: putRequest(1).bytes });
    hosted.win();
    hosted.register();
    const replies = () => hosted.replies.slice(1);
    hosted.request(putRequest(1));
    expect(replies()).toEqual([]);
    hosted.request(putRequest(2));
    expect(replies()).toMatchObject([{ sequence: 2, outcome: "overloaded", leader: 1 }]);
    hosted.sync();
    hosted.acknowledge(3);
    hosted.request(putRequest(3));
    expect(replies().map(({ sequence, outcome }) => [sequence, outcome])).toEqual([
      [2, "overloaded"],
      [1, "applied"],
    ]);
  });

  test("that waits when leadership is lost is answered so, in the order of arrival and once", () => {
    const hosted = new HostedNode();
    hosted.win();
    for (const sequence of [1, 2]) hosted.request(putRequest(sequence));
    const lost = hosted.node.view.term + 1;
    hosted.follow(lost);
    hosted.follow(lost);
    expect(hosted.replies).toMatchObject([
      { sequence: 1, outcome: "leadership-lost", index: 0, result: undefined, leader: 2 },
      { sequence: 2, outcome: "leadership-lost", index: 0, result: undefined, leader: 2 },
    ]);
  });

  test("that comes while the disk is busy is proposed with the others when it is done, if so set", () => {
    const hosted = new HostedNode({ gatherRequests: true });
    hosted.win();
    for (const sequence of [1, 2, 3]) hosted.request(putRequest(sequence));
    const appends = () => hosted.process.writes.map(({ record }) => (record as { entries: unknown[] }).entries.length);
    expect(appends()).toEqual([1]);
    hosted.fork().sync();
    const [first] = hosted.process.writes.splice(0);
    hosted.process.image.apply(hosted.process.witness, first!.record);
    hosted.node.written(hosted.process, first!.number);
    expect(appends()).toEqual([2]);
    expect(hosted.node.view.lastIndex).toBe(4);
  });

  test("proposed elsewhere is applied here without an answer", () => {
    const hosted = new HostedNode();
    hosted.follow(1, { entries: commands(1, 1, 1), leaderCommit: 2 });
    hosted.sync();
    expect(hosted.node.view.appliedIndex).toBe(2);
    expect(hosted.replies).toEqual([]);
  });

  test("that a crash left behind is applied after the restart without an answer", () => {
    const hosted = new HostedNode(ALONE);
    hosted.win();
    hosted.request(putRequest(1));
    for (const { record } of hosted.process.writes) hosted.process.image.apply(hosted.process.witness, record);
    hosted.restart();
    hosted.win();
    expect(hosted.node.view.appliedIndex).toBe(3);
    expect(hosted.replies).toEqual([]);
  });
});

describe("snapshots", () => {
  /** A lone leader that has applied a no-op, a registration and three commands, with a snapshot at every second entry. */
  function withThreeCommands(): HostedNode {
    const hosted = new HostedNode({ ...ALONE, snapshotIntervalEntries: 2 });
    hosted.win();
    hosted.register();
    for (let sequence = 1; sequence <= 3; sequence++) {
      hosted.request(putRequest(sequence));
      hosted.sync();
    }
    return hosted;
  }

  test("a restart goes on from the last one and comes to the same state", () => {
    const hosted = withThreeCommands();
    const { stateHash } = hosted.node;
    const applied = observed(hosted, "applied");
    hosted.restart();
    expect(hosted.node.view).toMatchObject({ appliedIndex: 4, commitIndex: 4, lastIndex: 5, baseIndex: 4 });
    expect(hosted.process.tallied).toEqual(["restarts from a snapshot"]);
    expect(hosted.node.stateHash).not.toBe(stateHash);
    expect(observed(hosted, "machineRestored")).toEqual([["machineRestored", 1, 4, applied[3]![3]]]);
    hosted.win();
    expect(observed(hosted, "applied")).toEqual([applied[4], ["applied", 1, 6, stateHash]]);
    expect(hosted.node.stateHash).toBe(stateHash);
  });

  test("a restart from one remembers what was carried out before it", () => {
    const hosted = withThreeCommands();
    hosted.restart();
    hosted.win();
    hosted.request(putRequest(1));
    hosted.sync();
    expect(hosted.replies).toMatchObject([{ outcome: "applied", sequence: 1, index: 3 }]);
  });

  test("without one, all is applied again", () => {
    const hosted = new HostedNode(ALONE);
    hosted.win();
    hosted.request(putRequest(1));
    hosted.sync();
    const { stateHash } = hosted.node;
    hosted.restart();
    expect(hosted.node.view).toMatchObject({ appliedIndex: 0, commitIndex: 0, lastIndex: 2 });
    expect(hosted.node.stateHash).toBe(0);
    hosted.win();
    expect(hosted.node.stateHash).toBe(stateHash);
  });

  test("what is saved is the machine of that moment, not of later", () => {
    const hosted = new HostedNode({ ...ALONE, snapshotIntervalEntries: 2 });
    hosted.win();
    hosted.request(REGISTRATION);
    const [write] = hosted.process.writes.splice(0);
    hosted.process.image.apply(hosted.process.witness, write!.record);
    hosted.node.written(hosted.process, write!.number);
    const saved = hosted.process.writes.at(-1)!;
    expect(saved).toMatchObject({
      number: write!.number,
      record: { kind: "snapshot", snapshot: { index: 2, term: 1 } },
    });
    const savedHash = hosted.node.stateHash;
    hosted.request(putRequest(2));
    hosted.sync();
    expect(hosted.node.stateHash).not.toBe(savedHash);
    expect(hosted.process.image.loadMachine()!.stateHash).toBe(savedHash);
  });
});

describe("what the witness is told", () => {
  test("a start: what the node goes on with, then its machine", () => {
    const hosted = new HostedNode();
    expect(hosted.process.observed).toEqual([
      ["restarted", 1, 0, 0, 0],
      ["logRestored", 1, 0, [], hosted.node.view.configuration],
      ["machineRestored", 1, 0, 0],
    ]);
    hosted.host.crashed(hosted.process);
    expect(hosted.process.observed.at(-1)).toEqual(["crashed", 1]);
  });

  test("a restarted node says the term, vote and log of its disk", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.restart();
    expect(hosted.process.observed.slice(0, 2)).toEqual([
      ["restarted", 1, 1, 1, 1],
      ["logRestored", 1, 0, [{ term: 1, digest: 0 }], hosted.node.view.configuration],
    ]);
  });

  test("an election won: the term, the request once it is durable, the office, then the log", () => {
    const hosted = new HostedNode();
    hosted.process.observed.length = 0;
    hosted.win();
    expect(hosted.process.observed).toEqual([
      ["termChanged", 1, 1],
      ["hardStatePersisted", 1, 1, 1],
      ["voteRequested", 1, 1],
      ["voteRequested", 1, 1],
      ["becameLeader", 1, 1],
      ["appended", 1, 1, 1, 0],
      ["entryPersisted", 1, 1, 1, 0],
    ]);
  });

  test("within a step: the lost office, the new term, the log, and the acknowledgement only when it is durable", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.process.observed.length = 0;
    hosted.follow(5, { entries: [entryOf(1, 4), entryOf(2, 5)], leaderCommit: 1 });
    expect(hosted.process.observed).toEqual([
      ["steppedDown", 1, 1],
      ["termChanged", 1, 5],
      ["truncated", 1, 1],
      ["appended", 1, 1, 4, 0],
      ["appended", 1, 2, 5, 0],
      ["committed", 1, 1, 5],
    ]);
    hosted.process.observed.length = 0;
    hosted.sync();
    expect(hosted.process.observed).toEqual([
      ["hardStatePersisted", 1, 5, 0],
      ["durableTruncated", 1, 1],
      ["entryPersisted", 1, 1, 4, 0],
      ["entryPersisted", 1, 2, 5, 0],
      ["appendAcknowledged", 1, 5, 2, 2],
      ["applied", 1, 1, 0],
    ]);
  });

  test("votes granted and refused, with the candidate", () => {
    const hosted = new HostedNode();
    const ask = { kind: "vote-request", to: 1, term: 4, lastLogIndex: 0, lastLogTerm: 0, forced: false } as const;
    hosted.receive({ ...ask, from: 3 });
    hosted.receive({ ...ask, from: 2 });
    hosted.sync();
    hosted.receive({ ...ask, kind: "pre-vote-request", from: 2 });
    expect([...observed(hosted, "voteGranted"), ...observed(hosted, "voteRefused")]).toEqual([
      ["voteGranted", 1, 4, 3],
      ["voteRefused", 1, 4, 2],
      ["voteRefused", 1, 4, 2],
    ]);
  });
});

test("a fork goes on like its original, and neither knows of the other", () => {
  const hosted = new HostedNode();
  hosted.win();
  hosted.register();
  hosted.request(putRequest(1));
  hosted.sync();
  const fork = hosted.fork();
  const forkedHash = fork.node.stateHash;
  fork.follow(hosted.node.view.term + 1);
  expect(fork.replies).toMatchObject([{ sequence: 1, outcome: "leadership-lost" }]);
  expect(hosted.node.view.role).toBe("leader");
  hosted.acknowledge(3);
  expect(hosted.replies.slice(1)).toMatchObject([{ sequence: 1, outcome: "applied" }]);
  expect(fork.node.stateHash).toBe(forkedHash);
  expect(hosted.node.stateHash).not.toBe(forkedHash);
});
