import { describe, expect, it } from "vitest";
import {
  type AfterCalm,
  type ConfigurationFacts,
  checkLiveness,
  type NodeFacts,
} from "../../../../invariants/index.ts";
import { joint } from "../histories.ts";

function node(id: number, facts: Partial<NodeFacts> = {}): NodeFacts {
  const configuration = { voters: [1, 2, 3], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
  const converged = { lastIndex: 9, lastHash: 77, commitIndex: 9, appliedIndex: 9, stateHash: 88, configuration };
  return { id, up: true, term: 4, leadingTerm: 0, ...converged, ...facts };
}

function messages(facts: Partial<AfterCalm>): string[] {
  const healthy = {
    event: 500,
    atUs: 9_000_000,
    calmUs: 5_000_000,
    newCommandCommitted: true,
    clientsThatGaveUp: [],
    lostTerm: 0,
    keptTerm: 0,
    leftBehind: "",
    waitingClients: [],
  };
  const nodes = [node(1, { leadingTerm: 4 }), node(2), node(3)];
  return checkLiveness({ ...healthy, nodes, ...facts }).map(({ message }) => message);
}

describe("liveness after calm", () => {
  it("holds when one leader leads all nodes that are up and they have converged", () => {
    expect(messages({})).toEqual([]);
    expect(
      messages({ nodes: [node(1, { leadingTerm: 4 }), node(2), node(3, { up: false, term: 1, lastIndex: 0 })] }),
    ).toEqual([]);
  });

  it("says that there is no leader", () => {
    expect(messages({ nodes: [node(1), node(2), node(3, { up: false, leadingTerm: 4 })] })).toEqual([
      expect.stringMatching(
        /^after 5000 ms of calm, none of n1, n2 is leader: n1 in term 4 with \d+ entries, n2 in term 4 /,
      ),
    ]);
  });

  it("says that there are several", () => {
    expect(messages({ nodes: [node(1, { leadingTerm: 3 }), node(2, { leadingTerm: 4 }), node(3)] })).toEqual([
      "after 5000 ms of calm, there are still several leaders: n1 of term 3, n2 of term 4",
    ]);
  });

  it("says that a leader gave way though nothing was wrong", () => {
    expect(messages({ keptTerm: 3 })).toEqual([
      expect.stringContaining(
        "the leader of term 3 was asked to hand its leadership over, and no other leads whom all follow",
      ),
    ]);
    expect(messages({ lostTerm: 3 })).toEqual([
      expect.stringContaining("the leader of term 3, whom all followed, gave way though nothing was wrong: n1 is in"),
    ]);
  });

  it("says who does not follow", () => {
    const facts = {
      event: 500,
      atUs: 9_000_000,
      calmUs: 5_000_000,
      newCommandCommitted: true,
      clientsThatGaveUp: [],
      lostTerm: 0,
      keptTerm: 0,
      leftBehind: "",
      waitingClients: [],
    };
    expect(checkLiveness({ ...facts, nodes: [node(1, { leadingTerm: 4 }), node(2, { term: 6 }), node(3)] })).toEqual([
      {
        invariant: "liveness",
        event: 500,
        atUs: 9_000_000,
        nodes: [1, 2],
        message: "after 5000 ms of calm, n1 is leader of term 4, but n2 is in term 6",
      },
    ]);
  });

  it("says what did not converge", () => {
    const behind = node(3, { commitIndex: 8, appliedIndex: 7, lastIndex: 8 });
    expect(messages({ nodes: [node(1, { leadingTerm: 4 }), node(2), behind] })).toEqual([
      "after 5000 ms of calm, commit indexes differ: n1 9, n2 9, n3 8",
      "after 5000 ms of calm, applied indexes differ: n1 9, n2 9, n3 7",
      "after 5000 ms of calm, last log indexes differ: n1 9, n2 9, n3 8",
    ]);
  });

  it("says which logs and machines differ at the same index", () => {
    expect(
      messages({ nodes: [node(1, { leadingTerm: 4 }), node(2, { lastHash: 1 }), node(3, { stateHash: 1 })] }),
    ).toEqual([
      "after 5000 ms of calm, n1 and n2 are both at index 9, but their logs differ",
      "after 5000 ms of calm, n1 and n3 are both at index 9, but their machines differ",
    ]);
  });

  it("misses that a joint configuration which is to be left by itself was left, and no other", () => {
    const within = joint([1, 2], [1, 2, 3]);
    const inside = (configuration: ConfigurationFacts) => [
      node(1, { configuration, leadingTerm: 4 }),
      node(2, { configuration }),
      node(3, { configuration }),
    ];
    expect(messages({ nodes: inside({ ...within, leavesByItself: false }) })).toEqual([]);
    expect(messages({ nodes: inside(within) })).toEqual([
      "after 5000 ms of calm, n1 leads in a joint configuration that it has not left: voters n1, n2; " +
        "outgoing n1, n2, n3; left by itself",
    ]);
  });

  it("does not care for nodes that do not belong to the newest configuration that is committed", () => {
    const joining = { voters: [1, 2], outgoing: [], learners: [3], learnersNext: [], leavesByItself: false };
    const removed = node(4, { leadingTerm: 3, term: 3, commitIndex: 7, appliedIndex: 6, lastIndex: 12 });
    const members = [node(1, { configuration: joining }), node(2, { configuration: joining, leadingTerm: 4 })];
    const learner = node(3, { configuration: joining });
    expect(messages({ nodes: [removed, ...members, learner] })).toEqual([]);
    expect(messages({ nodes: [removed, ...members, node(3, { appliedIndex: 8 })] })).toEqual([
      "after 5000 ms of calm, applied indexes differ: n1 9, n2 9, n3 8",
    ]);
  });

  it("says that nothing new was committed and who waits", () => {
    expect(messages({ newCommandCommitted: false, waitingClients: [8, 9] })).toEqual([
      "after 5000 ms of calm, no command submitted since was committed",
      "after 5000 ms of calm, clients still wait for an answer: 8, 9",
    ]);
  });
});
