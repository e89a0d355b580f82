import { describe, expect, test } from "vitest";
import { ANY_STALENESS_US } from "../../../src/machine/index.ts";
import { NO_BOUND, type ReadRequest } from "../../../src/raft/index.ts";
import { Hand } from "./hand.ts";

function reads(...names: readonly string[]): ReadRequest[] {
  return names.map((data) => ({ data, consistency: "linearizable", maxStalenessUs: 0 }));
}

function read(hand: Hand, ...names: readonly string[]): void {
  hand.step({ kind: "read", reads: reads(...names) });
}

/** What the last step put out: "a" answered, "b: reason" rejected. */
function told({ output }: Hand): unknown[] {
  const rejected = output.rejections.map((one) => `${one.of === "read" && one.read.data}: ${one.reason}`);
  return [...output.reads.map(({ read: { data } }) => data), ...rejected];
}

/** Leads, has committed its first entry with server 3, and applied it. */
function leader(options: ConstructorParameters<typeof Hand>[0] = {}): Hand {
  const hand = new Hand(options);
  hand.win();
  hand.written();
  hand.accept(3, 1);
  hand.step({ kind: "applied", index: 1 });
  return hand;
}

function answer(hand: Hand, from: number, readRound: number, changes = {}): void {
  const message = {
    kind: "append-response",
    from,
    to: 1,
    term: hand.term,
    round: hand.roundOf(from),
    readRound,
    accepted: true,
    matchIndex: 1,
    refusedIndex: 0,
    hintIndex: 0,
    hintTerm: 0,
    ...changes,
  } as const;
  hand.step({ kind: "message", message });
}

describe("reads", () => {
  test("wait up to a number, wherever each of them has got to; more are rejected until some are put out", () => {
    const hand = leader({ maxPendingReads: 3 });
    read(hand, "a");
    read(hand, "b", "c", "d");
    expect(told(hand)).toEqual(["d: too-many-reads"]);
    read(hand, "e");
    expect(told(hand)).toEqual(["e: too-many-reads"]);
    answer(hand, 2, 1);
    expect(told(hand)).toEqual(["a"]);
    read(hand, "f", "g");
    expect(told(hand)).toEqual(["g: too-many-reads"]);
  });

  test("that wait for the machine, or for a leader's answer, count too; those answered at once do not", () => {
    const behind = leader({ maxPendingReads: 1 });
    behind.propose(1);
    behind.written();
    behind.accept(3, 2);
    read(behind, "a");
    answer(behind, 3, 1, { matchIndex: 2 });
    expect(told(behind)).toEqual([]);
    read(behind, "b");
    expect(told(behind)).toEqual(["b: too-many-reads"]);
    const anything = { data: "s", consistency: "stale", maxStalenessUs: NO_BOUND } as const;
    behind.step({ kind: "read", reads: [anything] });
    expect(told(behind)).toEqual(["s"]);
    behind.step({ kind: "applied", index: 2 });
    expect(told(behind)).toEqual(["a"]);

    const follower = new Hand({ maxPendingReads: 1 });
    const [round, readRound, prevLogIndex, prevLogTerm, leaderCommit] = [0, 0, 0, 0, 0];
    const header = { kind: "append-request", from: 2, to: 1, term: 1, entries: [] } as const;
    follower.step({
      kind: "message",
      message: { ...header, round, readRound, prevLogIndex, prevLogTerm, leaderCommit },
    });
    read(follower, "a");
    read(follower, "b");
    expect(told(follower)).toEqual(["b: too-many-reads"]);
  });

  test("are of a known kind, and of a staleness that can be: anything else is the driver's mistake", () => {
    const hand = leader();
    const given = (changes: object) => () =>
      hand.step({ kind: "read", reads: [{ ...reads("a")[0]!, ...changes } as ReadRequest] });
    expect(given({ consistency: "strong" })).toThrow("a read is linearizable, lease, stale, not strong");
    for (const maxStalenessUs of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(given({ maxStalenessUs })).toThrow(
        `maxStalenessUs must be 0 or a positive integer, not ${maxStalenessUs}`,
      );
    }
  });

  test("are taken all or none: of a batch with a mistake no read waits, and none is answered", () => {
    const hand = leader();
    const mistaken = { ...reads("b")[0]!, consistency: "strong" } as unknown as ReadRequest;
    expect(() => hand.step({ kind: "read", reads: [...reads("a"), mistaken] })).toThrow("not strong");
    hand.deadline();
    answer(hand, 2, 1);
    answer(hand, 3, 1);
    expect(told(hand)).toEqual([]);
  });
});

describe("a round", () => {
  test("is answered by those who heard of it, refusals among them, and by nobody twice", () => {
    const hand = new Hand({ founders: [1, 2, 3, 4, 5] });
    hand.win();
    const vote = { kind: "vote-response", from: 2, to: 1, term: hand.term, granted: true } as const;
    hand.step({ kind: "message", message: vote });
    hand.written();
    for (const from of [2, 3]) hand.accept(from, 1);
    hand.step({ kind: "applied", index: 1 });
    read(hand, "a");
    answer(hand, 2, 1);
    answer(hand, 2, 1);
    answer(hand, 3, 0);
    expect(told(hand)).toEqual([]);
    answer(hand, 5, 1, { accepted: false, matchIndex: 0, refusedIndex: 1 });
    expect(told(hand)).toEqual(["a"]);
  });

  test("is not answered in another term, by a stranger, or ahead of its time", () => {
    const hand = leader();
    read(hand, "a");
    answer(hand, 3, 1, { term: hand.term - 1 });
    answer(hand, 9, 1);
    answer(hand, 3, 2);
    expect(told(hand)).toEqual([]);
    answer(hand, 3, 1);
    expect(told(hand)).toEqual(["a"]);
  });

  test("is not answered by a learner, and in a joint configuration by both halves or not at all", () => {
    const hand = leader();
    const steps = [
      { kind: "add-learner", node: 2 },
      { kind: "add-voter", node: 4 },
      { kind: "add-voter", node: 5 },
    ] as const;
    hand.step({ kind: "change-membership", change: { kind: "change", steps, transition: "explicit" } });
    expect(hand.raft.view.configuration).toMatchObject({ voters: [1, 3, 4, 5], outgoing: [1, 2, 3] });
    read(hand, "a");
    answer(hand, 4, 1);
    answer(hand, 5, 1);
    expect(told(hand)).toEqual([]);
    answer(hand, 2, 1);
    expect(told(hand)).toEqual(["a"]);
  });

  test("that nobody has to answer any more ends at the next heartbeat", () => {
    const hand = leader({ founders: [1, 2, 3] });
    hand.accept(2, 1);
    const remove = (node: number) => {
      const change = { kind: "change", steps: [{ kind: "remove", node }], transition: "auto" } as const;
      hand.step({ kind: "change-membership", change });
      hand.written();
    };
    remove(2);
    hand.accept(3, 2);
    hand.step({ kind: "applied", index: 2 });
    read(hand, "a");
    remove(3);
    expect(told(hand)).toEqual([]);
    hand.step({ kind: "applied", index: 3 });
    hand.deadline();
    expect(told(hand)).toEqual(["a"]);
  });
});

describe("a follower names", () => {
  function hear(hand: Hand, from: number, term: number, readRound: number): unknown {
    const empty = { round: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
    hand.step({ kind: "message", message: { kind: "append-request", from, to: 1, term, readRound, ...empty } });
    hand.written();
    hand.step({ kind: "message", message: { kind: "append-request", from, to: 1, term, readRound, ...empty } });
    return hand.output.messages.map((message) => message.kind === "append-response" && message.readRound);
  }

  test("the latest round that it has heard of, though an older request comes later", () => {
    const hand = new Hand();
    expect(hear(hand, 2, 1, 5)).toEqual([5]);
    expect(hear(hand, 2, 1, 3)).toEqual([5]);
  });

  test("no round of an earlier leader to the next, nor one of its own", () => {
    const hand = new Hand();
    hear(hand, 2, 1, 5);
    expect(hear(hand, 3, 2, 0)).toEqual([0]);
  });

  test("no round of its own leadership in the next", () => {
    const hand = leader();
    read(hand, "a");
    answer(hand, 3, 1);
    hand.step({ kind: "message", message: { kind: "vote-response", from: 2, to: 1, term: 9, granted: false } });
    hand.win();
    expect(hand.appendsTo(3)).toMatchObject([{ readRound: 0 }]);
    hand.written();
    hand.accept(3, 2);
    hand.step({ kind: "applied", index: 2 });
    read(hand, "b");
    answer(hand, 3, 1, { matchIndex: 2 });
    expect(told(hand)).toEqual(["b"]);
  });
});

describe("reads that wait are answered once, or rejected once", () => {
  test("by a single voter at once, but not before its term's entry is committed and applied", () => {
    const hand = new Hand({ founders: [1] });
    hand.deadline();
    hand.written();
    read(hand, "a");
    expect(told(hand)).toEqual([]);
    hand.written();
    expect(told(hand)).toEqual([]);
    hand.step({ kind: "applied", index: 1 });
    expect(told(hand)).toEqual(["a"]);
    read(hand, "b", "c");
    expect(told(hand)).toEqual(["b", "c"]);
  });

  test("wherever they stand when the leader is deposed", () => {
    const hand = leader();
    hand.propose(1);
    hand.written();
    hand.accept(3, 2);
    read(hand, "ready");
    answer(hand, 3, 1, { matchIndex: 2 });
    read(hand, "under way");
    read(hand, "gathered");
    expect(told(hand)).toEqual([]);
    hand.step({ kind: "message", message: { kind: "vote-response", from: 2, to: 1, term: 9, granted: false } });
    expect(told(hand)).toEqual(["under way", "ready", "gathered"].map((name) => `${name}: leader-changed`));
    hand.step({ kind: "applied", index: 2 });
    expect(told(hand)).toEqual([]);
  });

  test("when the node stops, and from then on with that reason", () => {
    const hand = leader();
    read(hand, "a");
    hand.step({ kind: "write-failed", write: 1 });
    expect(told(hand)).toEqual(["a: stopped"]);
    read(hand, "b");
    expect(told(hand)).toEqual(["b: stopped"]);
  });

  test("by a fork, which goes its own way", () => {
    const hand = leader();
    read(hand, "a");
    const copy = hand.raft.fork();
    answer(hand, 3, 1);
    expect(told(hand)).toEqual(["a"]);
    read(hand, "b");
    answer(hand, 3, 2);
    expect(told(hand)).toEqual(["b"]);
    copy.step(
      10_000_000,
      { kind: "message", message: { kind: "vote-response", from: 2, to: 1, term: 9, granted: false } },
      hand.output,
    );
    expect(told(hand)).toEqual(["a: leader-changed"]);
  });
});

test("a fork remembers who has answered", () => {
  const hand = new Hand({ founders: [1, 2, 3, 4, 5] });
  hand.win();
  hand.step({ kind: "message", message: { kind: "vote-response", from: 2, to: 1, term: 1, granted: true } });
  hand.written();
  for (const from of [2, 3]) hand.accept(from, 1);
  hand.step({ kind: "applied", index: 1 });
  read(hand, "a");
  answer(hand, 2, 1);
  const place = { round: 0, matchIndex: 1, refusedIndex: 0, hintIndex: 0, hintTerm: 0 };
  const last = { kind: "append-response", from: 3, to: 1, term: 1, readRound: 1, accepted: true, ...place } as const;
  hand.raft.fork().step(hand.nowUs, { kind: "message", message: last }, hand.output);
  expect(told(hand)).toEqual(["a"]);
});

test("a stale read without a bound is answered by whatever there is, by a server that knows nobody", () => {
  const hand = new Hand();
  const stale = { data: "s", consistency: "stale", maxStalenessUs: NO_BOUND } as const;
  hand.step({ kind: "read", reads: [stale, { ...stale, maxStalenessUs: 1_000_000 }] });
  expect(hand.output.reads).toEqual([{ read: stale, index: 0, by: "staleness" }]);
  expect(hand.output.rejections).toMatchObject([{ of: "read", reason: "no-leader", leader: 0 }]);
  expect(NO_BOUND).toBe(ANY_STALENESS_US);
});
