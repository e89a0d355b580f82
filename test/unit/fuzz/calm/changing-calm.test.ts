import { beforeAll, describe, expect, test } from "vitest";
import { Journal } from "../../../../src/chaos/journal.ts";
import { Calm } from "../../../../src/fuzz/calm/calm.ts";
import type { CalmPlan } from "../../../../src/fuzz/calm/calm-plan.ts";
import {
  type Cluster,
  instruct,
  leadersOf,
  nodesDown,
  nodesUp,
  submitTo,
  viewOf,
} from "../../../../src/fuzz/cluster.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { isJoint, type MembershipStep } from "../../../../src/fuzz/operator/membership.ts";
import type { RaftCore } from "../../../../src/fuzz/run.ts";
import { type ClusterOptions, createCluster, passTime } from "../small-cluster.ts";
import { calmPlan, createNemesis, createOperator } from "../storms.ts";

/** The calm after a storm in which the membership changed. */

const LOOK_US = 25_000;
const UNPROTECTED = { preVote: false, checkQuorum: false };

const leaderOf = (cluster: Cluster) => viewOf(cluster, leadersOf(cluster)[0]!)!;

function change(cluster: Cluster, kind: MembershipStep["kind"], ...nodes: readonly number[]): void {
  const steps = nodes.map((node) => ({ kind, node }));
  const order = { kind: "change-membership", change: { kind: "change", steps, transition: "auto" } } as const;
  expect(instruct(cluster, leaderOf(cluster).id, order)).toBeUndefined();
}

function begin(options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = createCluster({ nodes: 5, spares: 1, ...options });
  passTime(cluster, 1_000_000);
  return cluster;
}

const follower = (cluster: Cluster): number => nodesUp(cluster).find((id) => id < 6 && id !== leadersOf(cluster)[0])!;

/** Lets the calm run to its end, with an operator at hand. */
function sitOut(cluster: Cluster, plan: Partial<CalmPlan> = {}): { readonly end: string; readonly calm: Calm } {
  const calm = new Calm(cluster, calmPlan(plan), createNemesis());
  const operator = createOperator();
  for (;;) {
    const leader = calm.acknowledgedLeader(cluster);
    if (leader !== undefined) operator.endChange(cluster, leader, new Journal());
    const end = calm.look(cluster);
    if (end !== "calm") return { end, calm };
    passTime(cluster, LOOK_US);
  }
}

describe("the members", () => {
  test("are the voters and learners of the configuration in force: spares may be behind for ever", () => {
    const cluster = begin({ spares: 3 });
    change(cluster, "add-learner", 7);
    passTime(cluster, 300_000);
    const { end, calm } = sitOut(cluster);
    expect(end).toBe("settled");
    expect(calm.members(cluster)).toEqual([1, 2, 3, 4, 5, 7]);
    expect(viewOf(cluster, 7)!.appliedIndex).toBe(leaderOf(cluster).lastIndex);
    for (const spare of [6, 8]) expect(viewOf(cluster, spare)).toMatchObject({ lastIndex: 0, role: "follower" });
  });

  test("are not a node that was removed, whether or not it knows, nor has it to catch up", () => {
    const cluster = begin();
    const removed = follower(cluster);
    cluster.partition([removed]);
    change(cluster, "remove", removed);
    passTime(cluster, 500_000);
    const { end, calm } = sitOut(cluster);
    expect(end).toBe("settled");
    expect(calm.members(cluster)).not.toContain(removed);
    expect(calm.members(cluster)).toHaveLength(4);
  });

  test("are half of the nodes, and fewer, where that is the configuration", () => {
    const cluster = begin({ spares: 3 });
    const keeps = [leaderOf(cluster).id, follower(cluster)];
    change(cluster, "remove", ...[1, 2, 3, 4, 5].filter((id) => !keeps.includes(id)));
    passTime(cluster, 1_000_000);
    const { end, calm } = sitOut(cluster);
    expect(end).toBe("settled");
    expect(calm.members(cluster)).toEqual(keeps.sort());
  });

  test("must follow, a learner too: one that hears nobody is waited for in vain", () => {
    const cluster = begin();
    change(cluster, "add-learner", 6);
    passTime(cluster, 300_000);
    const calm = new Calm(cluster, calmPlan(), createNemesis());
    for (let from = 1; from <= 5; from++) cluster.clog(from, 6, cluster.nowUs + 1_000_000_000);
    submitTo(cluster, 7);
    passTime(cluster, 1_000_000);
    let end = calm.look(cluster);
    for (; end === "calm"; end = calm.look(cluster)) passTime(cluster, LOOK_US);
    expect(end).toBe("unsettled");
  });
});

describe("an explicit joint configuration", () => {
  test("is left before anybody is expected to go on, and its old half stays until then", () => {
    const cluster = begin();
    const steps = [
      { kind: "add-voter", node: 6 },
      { kind: "remove", node: follower(cluster) },
    ] as const;
    const order = { kind: "change-membership", change: { kind: "change", steps, transition: "explicit" } } as const;
    instruct(cluster, leaderOf(cluster).id, order);
    passTime(cluster, 500_000);
    expect(isJoint(leaderOf(cluster).configuration)).toBe(true);
    const { end, calm } = sitOut(cluster);
    expect(end).toBe("settled");
    expect(isJoint(leaderOf(cluster).configuration)).toBe(false);
    expect(calm.members(cluster)).toHaveLength(5);
    expect(calm.members(cluster)).toContain(6);
  });

  test("that nobody leaves does not settle", () => {
    const cluster = begin();
    const steps = [{ kind: "add-voter", node: 6 }] as const;
    const order = { kind: "change-membership", change: { kind: "change", steps, transition: "explicit" } } as const;
    instruct(cluster, leaderOf(cluster).id, order);
    passTime(cluster, 500_000);
    const calm = new Calm(cluster, calmPlan(), createNemesis());
    let end = calm.look(cluster);
    for (; end === "calm"; end = calm.look(cluster)) passTime(cluster, LOOK_US);
    expect(end).toBe("unsettled");
  });
});

describe("a node that was removed and has not been told", () => {
  /** One that is cut off and removed, and goes on campaigning. */
  function withOutsider(settings: Partial<ClusterOptions["settings"]>): { cluster: Cluster; outsider: number } {
    const cluster = begin({ settings });
    const outsider = follower(cluster);
    cluster.partition([outsider]);
    change(cluster, "remove", outsider);
    passTime(cluster, 1_000_000);
    return { cluster, outsider };
  }

  test("is cut off where it would disturb the others, and goes on answering clients", () => {
    const { cluster, outsider } = withOutsider(UNPROTECTED);
    const { end } = sitOut(cluster, { outsidersMayRun: false });
    expect(end).toBe("settled");
    expect(cluster.isUp(outsider)).toBe(true);
    for (const id of nodesUp(cluster)) if (id !== outsider) expect(cluster.isCut(outsider, id)).toBe(true);
  });

  test("would disturb them indeed", () => {
    const { cluster } = withOutsider(UNPROTECTED);
    const { end, calm } = sitOut(cluster, { outsidersMayRun: true });
    expect([end, calm.lostTerm > 0]).toEqual(["unsettled", true]);
  });

  test("goes on where pre-votes and check-quorum keep it quiet: the leader stays", () => {
    const { cluster, outsider } = withOutsider({});
    const { term } = leaderOf(cluster);
    expect(sitOut(cluster, { outsidersMayRun: true }).end).toBe("settled");
    // It has handed its leadership over once, at the end and because it was asked.
    expect(leaderOf(cluster).term).toBe(term + 1);
    for (const id of nodesUp(cluster)) if (id !== outsider) expect(cluster.isCut(outsider, id)).toBe(false);
  });

  test("is left alone while its removal is not committed", () => {
    const cluster = begin({ settings: UNPROTECTED });
    const { id: leader } = leaderOf(cluster);
    const outsider = follower(cluster);
    for (const id of nodesUp(cluster)) if (id !== leader) cluster.cut(leader, id);
    change(cluster, "remove", outsider);
    passTime(cluster, 10_000);
    expect(leaderOf(cluster).isConfigurationCommitted).toBe(false);
    const { end, calm } = sitOut(cluster, { outsidersMayRun: false });
    expect(end).toBe("settled");
    const isMember = calm.members(cluster).includes(outsider);
    for (const id of calm.members(cluster)) if (id !== outsider) expect(cluster.isCut(outsider, id)).toBe(!isMember);
  });
});

describe("what is left behind", () => {
  test("is a quorum of each configuration that nodes hold, though they hold different ones", () => {
    const cluster = begin({ nodes: 3, spares: 2 });
    const { id: leader } = leaderOf(cluster);
    // The others hear nothing of a change that only the leader and the new voters hold.
    const deaf = [1, 2, 3].filter((id) => id !== leader);
    for (const id of deaf) cluster.cut(leader, id);
    change(cluster, "add-voter", 4, 5);
    passTime(cluster, 50_000);
    const { end } = sitOut(cluster, { kind: "bare-quorum" });
    expect(end).toBe("settled");
    expect(nodesUp(cluster).filter((id) => id <= 3).length).toBeGreaterThanOrEqual(2);
  });

  test("is no bridge while nodes do not agree on who votes", () => {
    const cluster = begin();
    const { id: leader } = leaderOf(cluster);
    for (const id of nodesUp(cluster)) if (id !== leader && id < 6) cluster.cut(leader, id);
    change(cluster, "add-voter", 6);
    passTime(cluster, 10_000);
    const { calm } = sitOut(cluster, { kind: "bridge" });
    expect(calm.leftBehind).toBe("");
    for (const from of nodesUp(cluster)) {
      for (const to of nodesUp(cluster)) if (from !== to) expect(cluster.isCut(from, to)).toBe(false);
    }
  });

  test("is a bridge between voters; who does not vote hears everybody", () => {
    const cluster = begin();
    change(cluster, "add-learner", 6);
    passTime(cluster, 500_000);
    const { end, calm } = sitOut(cluster, { kind: "bridge" });
    expect(end).toBe("settled");
    expect(calm.leftBehind).not.toBe("");
    expect(calm.members(cluster)).toContain(6);
  });

  test("keeps a leader that the others cannot do without", () => {
    const cluster = begin({ nodes: 3, spares: 0 });
    const keeps = follower(cluster);
    change(cluster, "remove", ...[1, 2, 3].filter((id) => id !== keeps && id !== leaderOf(cluster).id));
    passTime(cluster, 500_000);
    expect(leaderOf(cluster).configuration.voters).toHaveLength(2);
    expect(sitOut(cluster, { kind: "orphaned" }).end).toBe("settled");
    expect(cluster.witness.counts.crashes).toBe(0);
  });

  test("is mended where it cannot go on any more", () => {
    const cluster = begin({ nodes: 3, spares: 0 });
    const calm = new Calm(cluster, calmPlan({ kind: "bare-quorum" }), createNemesis());
    expect(nodesDown(cluster)).toHaveLength(1);
    cluster.crash(nodesUp(cluster)[0]!);
    let end = calm.look(cluster);
    for (; end === "calm"; end = calm.look(cluster)) passTime(cluster, LOOK_US);
    expect([end, nodesDown(cluster).length]).toEqual(["settled", 1]);
  });

  test("may need a voter that has everything still to get: nobody is to be answered before", () => {
    const cluster = begin({ nodes: 3, spares: 1, settings: { maxMessageBytes: 1, maxInflightMessages: 1 } });
    for (let command = 0; command < 300; command++) submitTo(cluster, 5);
    passTime(cluster, 3_000_000);
    const { lastIndex } = leaderOf(cluster);
    expect(lastIndex).toBeGreaterThan(300);
    change(cluster, "add-voter", 4);
    passTime(cluster, 5_000);
    const calm = new Calm(cluster, calmPlan({ kind: "bare-quorum" }), createNemesis());
    while (calm.electedAtUs > cluster.nowUs) {
      expect(calm.look(cluster)).toBe("calm");
      passTime(cluster, LOOK_US);
    }
    expect(nodesUp(cluster)).toHaveLength(3);
    expect(viewOf(cluster, 4)!.lastIndex).toBeGreaterThanOrEqual(lastIndex);
  });

  test("does not keep nodes down that are needed after all", () => {
    const cluster = begin({ nodes: 3, spares: 0 });
    const gone = follower(cluster);
    change(cluster, "remove", gone);
    passTime(cluster, 500_000);
    const needed = [1, 2, 3].find((id) => id !== gone && id !== leaderOf(cluster).id)!;
    cluster.crash(needed);
    expect(sitOut(cluster, { downNodes: 1 }).end).toBe("settled");
    expect(cluster.isUp(needed)).toBe(true);
  });
});

describe("a core that does not let a membership settle", () => {
  let core: RaftCore;
  beforeAll(async () => {
    const edit = {
      id: "removed-leader-stays",
      file: "membership.ts",
      find: "else becomeFollower(raft, NOBODY);",
      replace: "else alignPeers(raft);",
    };
    core = (await import(await buildMutant(edit))) as RaftCore;
  });

  test("because a leader that was removed leads on, is found", () => {
    const cluster = begin({ core });
    change(cluster, "remove", leaderOf(cluster).id);
    passTime(cluster, 500_000);
    expect(sitOut(cluster).end).toBe("unsettled");
  });
});
