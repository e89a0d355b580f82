import { describe, expect, test } from "vitest";
import {
  type Configuration,
  configurationOf,
  type DurableState,
  type MembershipChange,
  type MembershipStep,
  NO_DEADLINE,
  type RaftOptions,
} from "../../../src/raft/index.ts";
import { Disk } from "./disk.ts";
import { entriesOf, Hand } from "./hand.ts";

/** "+4" adds a voter, "~4" a learner, "-4" removes. */
function changeOf(steps: string, transition: "auto" | "implicit" | "explicit" = "auto"): MembershipChange {
  const kinds = { "+": "add-voter", "~": "add-learner", "-": "remove" } as const;
  return {
    kind: "change",
    steps: steps.split(" ").map((word): MembershipStep => {
      return { kind: kinds[word[0] as keyof typeof kinds], node: Number(word.slice(1)) };
    }),
    transition,
  };
}

const LEAVE: MembershipChange = { kind: "leave" };

function change(hand: Hand, wanted: MembershipChange): void {
  hand.step({ kind: "change-membership", change: wanted });
}

/** Leads, and has committed the entry that opens its term. */
function leader(options: Partial<RaftOptions> = {}): Hand {
  const hand = new Hand(options);
  hand.win();
  hand.written();
  hand.accept(2, 1);
  hand.accept(3, 1);
  return hand;
}

function reasons(hand: Hand): string[] {
  return hand.output.rejections.map(({ of, reason }) => `${of}: ${reason}`);
}

function peersOf(hand: Hand): number[] {
  return hand.raft.status().peers.map(({ id }) => id);
}

/** A disk whose log ends with this configuration, at index 2. */
function diskWith(configuration: Configuration): DurableState {
  const disk = new Disk();
  const entry = { index: 2, term: 1, kind: "configuration", data: configuration, bytes: 0 } as const;
  disk.begin({ kind: "hard-state", number: 1, term: 1, votedFor: 0 });
  disk.begin({ kind: "append", number: 2, entries: [...entriesOf(1, [1]), entry] });
  disk.finish(2);
  return disk.durableState();
}

describe("a change is rejected, and has no effect,", () => {
  test("by whoever does not lead", () => {
    const hand = new Hand();
    change(hand, changeOf("+4"));
    expect(hand.output.rejections).toEqual([{ of: "change", change: changeOf("+4"), reason: "not-leader", leader: 0 }]);
  });

  test("by a node that has stopped", () => {
    const hand = leader();
    hand.propose(1);
    hand.step({ kind: "write-failed", write: 3 });
    change(hand, changeOf("+4"));
    expect(reasons(hand)).toEqual(["change: stopped"]);
  });

  test("before an entry of the leader's term is committed", () => {
    const hand = new Hand();
    hand.win();
    change(hand, changeOf("+4"));
    expect(reasons(hand)).toEqual(["change: nothing-committed-in-term"]);
  });

  test("while the one before it is not committed", () => {
    const hand = leader();
    change(hand, changeOf("+4"));
    expect(reasons(hand)).toEqual([]);
    change(hand, changeOf("~5"));
    expect(reasons(hand)).toEqual(["change: change-under-way"]);
    hand.written();
    hand.accept(2, 2);
    hand.accept(3, 2);
    change(hand, changeOf("~5"));
    expect(reasons(hand)).toEqual([]);
  });

  test.each([
    ["-4", "unknown-node"],
    ["+0", "unknown-node"],
    ["~1.5", "unknown-node"],
    ["-1 -2 -3", "no-voter-left"],
    ["~1 ~2 ~3", "no-voter-left"],
    ["+1 +2", "nothing-to-change"],
    ["-2 +2", "nothing-to-change"],
  ])("if it says %s: %s", (steps, reason) => {
    const hand = leader();
    change(hand, changeOf(steps));
    expect(reasons(hand)).toEqual([`change: ${reason}`]);
    expect([hand.output.writes, hand.output.messages]).toEqual([[], []]);
    expect(hand.raft.view.configuration).toEqual(configurationOf([1, 2, 3]));
  });

  test("if it would leave what is not joint, or change what is", () => {
    const hand = leader();
    change(hand, LEAVE);
    expect(reasons(hand)).toEqual(["change: not-joint"]);
    change(hand, changeOf("+4", "explicit"));
    hand.written();
    hand.accept(2, 2);
    hand.accept(3, 2);
    expect(hand.raft.view.isConfigurationCommitted).toBe(true);
    change(hand, changeOf("+5"));
    expect(reasons(hand)).toEqual(["change: already-joint"]);
    change(hand, LEAVE);
    expect(hand.raft.view.configuration).toEqual(configurationOf([1, 2, 3, 4]));
  });
});

describe("a change is in force at once", () => {
  test("and who joins is sent its entry with it, while the others' progress stays", () => {
    const hand = leader();
    change(hand, changeOf("+4"));
    expect(peersOf(hand)).toEqual([2, 3, 4]);
    expect([2, 3, 4].map((id) => hand.batchesTo(id))).toEqual([[[2, 1]], [[2, 1]], [[2, 1]]]);
    expect(hand.raft.status().peers.map(({ mode }) => mode)).toEqual(["pipeline", "pipeline", "probe"]);
    hand.written();
    hand.accept(2, 2);
    expect(hand.raft.view.commitIndex).toBe(1);
    hand.accept(4, 2);
    expect(hand.raft.view.commitIndex).toBe(2);
  });

  test("and a learner is sent everything, and counts for nothing", () => {
    const hand = leader({ checkQuorum: true });
    change(hand, changeOf("~4"));
    hand.written();
    hand.accept(4, 2);
    expect(hand.raft.view.commitIndex).toBe(1);
    hand.accept(3, 2);
    expect(hand.raft.view.commitIndex).toBe(2);
    for (let turn = 0; turn < 20 && hand.raft.view.role === "leader"; turn++) {
      hand.deadline();
      hand.accept(4, 2);
    }
    expect(hand.raft.view.role).toBe("follower");
  });

  test("and a joint one takes both halves: for a commit, for check-quorum", () => {
    const hand = leader({ checkQuorum: true });
    change(hand, changeOf("+4 +5 -2 -3"));
    hand.written();
    hand.accept(4, 2);
    hand.accept(5, 2);
    expect(hand.raft.view.commitIndex).toBe(1);
    for (let turn = 0; turn < 20 && hand.raft.view.role === "leader"; turn++) {
      hand.deadline();
      hand.accept(4, 2);
      hand.accept(5, 2);
    }
    expect([hand.raft.view.role, hand.raft.view.commitIndex]).toEqual(["follower", 1]);
  });

  test("and a restart finds it again", () => {
    const joint = { ...configurationOf([1, 4]), outgoing: [1, 2, 3], leavesByItself: true };
    const { configuration, isConfigurationCommitted } = new Hand({}, diskWith(joint)).raft.view;
    expect({ configuration, isConfigurationCommitted }).toEqual({
      configuration: joint,
      isConfigurationCommitted: false,
    });
  });
});

describe("a joint configuration", () => {
  test("is left once, by itself, when it is committed, whatever waits behind it", () => {
    const hand = leader();
    change(hand, changeOf("+4", "implicit"));
    hand.propose(1);
    hand.propose(1);
    hand.written();
    hand.accept(2, 3);
    hand.accept(4, 3);
    hand.accept(3, 3);
    expect([hand.raft.view.lastIndex, hand.raft.view.commitIndex]).toEqual([5, 3]);
    hand.accept(2, 4);
    hand.accept(3, 4);
    hand.accept(4, 4);
    expect([hand.raft.view.lastIndex, hand.raft.view.commitIndex]).toEqual([5, 4]);
    expect(hand.raft.view.configuration).toEqual(configurationOf([1, 2, 3, 4]));
  });

  test("is left by the next leader, though it was committed before its time", () => {
    const joint = { ...configurationOf([1, 2, 3, 4]), outgoing: [1, 2, 3], leavesByItself: true };
    const hand = new Hand({}, { ...diskWith(joint), appliedIndex: 2 });
    hand.win();
    const vote = { kind: "vote-response", from: 2, to: 1, term: hand.term, granted: true } as const;
    hand.step({ kind: "message", message: vote });
    hand.written();
    expect([hand.raft.view.role, hand.raft.view.configuration]).toEqual(["leader", joint]);
    hand.accept(2, 3);
    hand.accept(3, 3);
    expect(hand.raft.view.configuration).toEqual(configurationOf([1, 2, 3, 4]));
  });
});

describe("who leaves", () => {
  test("is sent its removal and told that it is committed, and counts for nothing", () => {
    const hand = leader();
    change(hand, changeOf("-3"));
    expect(hand.batchesTo(3)).toEqual([[2, 1]]);
    hand.accept(3, 2);
    hand.written();
    expect(hand.raft.view.commitIndex).toBe(1);
    hand.accept(2, 2);
    expect(hand.appendsTo(3).map(({ leaderCommit }) => leaderCommit)).toEqual([2]);
    expect(peersOf(hand)).toEqual([2]);
    hand.propose(1);
    expect(hand.appendsTo(3)).toEqual([]);
    hand.accept(3, 3);
    expect(hand.raft.view.commitIndex).toBe(2);
  });

  test("is told in one message, whatever of what it was sent before has arrived", () => {
    const hand = leader();
    hand.propose(1);
    change(hand, changeOf("-3"));
    hand.written();
    hand.accept(2, 3);
    expect(hand.appendsTo(3).at(-1)).toMatchObject({ prevLogIndex: 1, leaderCommit: 3 });
    expect(
      hand
        .appendsTo(3)
        .at(-1)!
        .entries.map(({ index }) => index),
    ).toEqual([2, 3]);
    expect(peersOf(hand)).toEqual([2]);
  });

  test("and comes back is probed anew, in a round that it has not heard of", () => {
    const hand = leader();
    hand.step({ kind: "unreachable", peer: 3 });
    hand.propose(1);
    expect(hand.roundOf(3)).toBe(1);
    hand.accept(3, 2);
    hand.accept(2, 2);
    hand.written();
    for (const steps of ["-3", "+3"]) {
      change(hand, changeOf(steps));
      hand.written();
      hand.accept(2, hand.raft.view.lastIndex);
    }
    expect(hand.raft.view.commitIndex).toBe(4);
    expect(hand.roundOf(3)).toBe(3);
    hand.accept(3, 3, 2);
    expect(hand.raft.status().peers[1]).toMatchObject({ id: 3, mode: "probe" });
    hand.accept(3, 4);
    expect(hand.raft.status().peers[1]).toMatchObject({ id: 3, mode: "pipeline", matchIndex: 4 });
  });

  test("and led leads on until its removal is committed, without itself", () => {
    const hand = leader();
    change(hand, changeOf("-1"));
    hand.propose(1);
    hand.written();
    hand.accept(2, 3);
    expect([hand.raft.view.role, hand.raft.view.commitIndex]).toEqual(["leader", 1]);
    hand.accept(3, 2);
    expect([hand.raft.view.role, hand.raft.view.commitIndex]).toEqual(["follower", 2]);
    expect([2, 3].map((id) => hand.appendsTo(id).map(({ leaderCommit }) => leaderCommit))).toEqual([[2], [2]]);
    expect(hand.raft.deadlineUs).toBe(NO_DEADLINE);
  });

  test("and led, where one voter remains, commits only what that one holds", () => {
    const hand = leader();
    change(hand, changeOf("~1 -2"));
    hand.written();
    hand.accept(2, 2);
    hand.accept(3, 2);
    expect(hand.raft.view.configuration).toEqual(configurationOf([3], [1]));
    hand.written();
    hand.accept(2, 3);
    expect([hand.raft.view.role, hand.raft.view.commitIndex]).toEqual(["leader", 2]);
    hand.accept(3, 3);
    expect([hand.raft.view.role, hand.raft.view.commitIndex]).toEqual(["follower", 3]);
  });
});

describe("who campaigns", () => {
  const without = configurationOf([2, 3, 4]);

  test.each<[string, Hand, boolean]>([
    ["a founder", new Hand(), true],
    ["who joined nothing yet", new Hand({ founders: [] }), false],
    ["a voter", new Hand({ founders: [] }, diskWith(configurationOf([1, 2]))), true],
    ["a voter on its way out", new Hand({}, diskWith({ ...without, outgoing: [1, 2] })), true],
    ["a learner", new Hand({ founders: [] }, diskWith(configurationOf([2, 3], [1]))), false],
    ["whose removal is not committed", new Hand({}, diskWith(without)), true],
    ["whose removal is committed", new Hand({}, { ...diskWith(without), appliedIndex: 2 }), false],
  ])("%s: %#", (_, hand, campaigns) => {
    const { term } = hand.raft.view;
    expect(hand.raft.view.mayCampaign).toBe(campaigns);
    expect(hand.raft.deadlineUs < NO_DEADLINE).toBe(campaigns);
    hand.step({ kind: "deadline" });
    if (campaigns) hand.deadline();
    expect(hand.raft.view.role).toBe(campaigns ? "candidate" : "follower");
    expect(hand.raft.view.term).toBe(campaigns ? term + 1 : term);
  });

  test("a server that is being removed asks those that remain, and needs them all the same", () => {
    const hand = new Hand({}, diskWith(configurationOf([2, 3])));
    hand.win();
    expect(hand.raft.view.role).toBe("candidate");
    const message = { kind: "vote-response", from: 2, to: 1, term: hand.term, granted: true } as const;
    hand.step({ kind: "message", message });
    expect(hand.raft.view.role).toBe("leader");
  });

  test.each([true, false])("in a joint configuration both halves have to grant it, with pre-vote %j", (preVote) => {
    const joint = { ...configurationOf([1, 4, 5]), outgoing: [1, 2, 3] };
    const hand = new Hand({ preVote }, diskWith(joint));
    hand.deadline();
    const asked = () => hand.output.messages.map(({ to }) => to);
    if (preVote) {
      expect(asked()).toEqual([2, 3, 4, 5]);
      for (const from of [4, 5, 2]) {
        expect(hand.raft.view.role).toBe("pre-candidate");
        const answer = { kind: "pre-vote-response", from, to: 1, term: 1, electionTerm: 2, granted: true } as const;
        hand.step({ kind: "message", message: answer });
      }
    }
    hand.written();
    expect(asked()).toEqual([2, 3, 4, 5]);
    for (const from of [4, 5, 2]) {
      expect(hand.raft.view.role).toBe("candidate");
      const message = { kind: "vote-response", from, to: 1, term: 2, granted: true } as const;
      hand.step({ kind: "message", message });
    }
    expect(hand.raft.view.role).toBe("leader");
  });

  test("everybody answers: a server that joined nothing grants its vote", () => {
    const hand = new Hand({ founders: [] });
    const message = {
      kind: "vote-request",
      from: 7,
      to: 1,
      term: 4,
      lastLogIndex: 9,
      lastLogTerm: 3,
      forced: false,
    } as const;
    hand.step({ kind: "message", message });
    hand.written();
    expect(hand.output.messages).toEqual([{ kind: "vote-response", from: 1, to: 7, term: 4, granted: true }]);
  });
});

test("a change that there is not is a driver's mistake, whoever is asked", () => {
  const { kind, steps } = changeOf("+4") as MembershipChange & { kind: "change" };
  const jointly = { kind, steps, transition: "jointly" } as unknown as MembershipChange;
  const swap = { kind: "swap", steps, transition: "auto" } as unknown as MembershipChange;
  const nothing = { kind, transition: "auto" } as unknown as MembershipChange;
  const promotion = { kind, steps: [{ kind: "promote", node: 4 }], transition: "auto" } as unknown as MembershipChange;
  for (const hand of [leader(), new Hand()]) {
    const { lastIndex } = hand.raft.view;
    expect(() => change(hand, jointly)).toThrow("a transition is auto, implicit, explicit, not jointly");
    expect(() => change(hand, swap)).toThrow("the membership is changed by change or leave, not by swap");
    expect(() => change(hand, nothing)).toThrow("a change has a list of steps, not undefined");
    expect(() => change(hand, promotion)).toThrow("a step is add-voter, add-learner, remove, not promote");
    expect(hand.raft.view.lastIndex).toBe(lastIndex);
  }
});
