import { beforeAll, describe, expect, test } from "vitest";
import { FOR_GOOD } from "../../../../src/chaos/index.ts";
import { Calm } from "../../../../src/fuzz/calm/calm.ts";
import type { CalmPlan } from "../../../../src/fuzz/calm/calm-plan.ts";
import type { CalmKind } from "../../../../src/fuzz/calm/left-behind.ts";
import {
  type Cluster,
  clientIds,
  clientOf,
  leadersOf,
  nodesDown,
  nodesUp,
  submitTo,
  viewOf,
  waitingClients,
} from "../../../../src/fuzz/cluster.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import type { RaftCore } from "../../../../src/fuzz/run.ts";
import { FAIR_CONDITIONS } from "../../../../src/sim/index.ts";
import { createCluster, passTime } from "../small-cluster.ts";
import { calmPlan, createNemesis } from "../storms.ts";

const LOOK_US = 25_000;

const begin = (cluster: Cluster, plan: Partial<CalmPlan> = {}): Calm =>
  new Calm(cluster, calmPlan(plan), createNemesis());

/** Lets the calm run to its end; how it ended, and how long it took. */
function sitOut(calm: Calm, cluster: Cluster): { readonly end: string; readonly tookUs: number } {
  let end = calm.look(cluster);
  while (end === "calm") {
    passTime(cluster, LOOK_US);
    end = calm.look(cluster);
  }
  return { end, tookUs: cluster.nowUs - calm.sinceUs };
}

/** Five nodes in trouble: two down, the others cut apart, slow and lossy. */
function inTrouble(): Cluster {
  const cluster = createCluster({ nodes: 5, clients: 3 });
  passTime(cluster, 1_000_000);
  for (const id of [2, 4]) cluster.crash(id);
  cluster.partition([1]);
  const delays = { delayPerMillion: 1_000_000, delayMaxUs: 500_000 };
  cluster.setConditions({ lossPerMillion: 900_000, ...delays }, "nodes");
  for (let operation = 0; operation < 4; operation++) submitTo(cluster, 6);
  passTime(cluster, 50_000);
  return cluster;
}

describe("the beginning of the calm", () => {
  test.each([
    [0, []],
    [1, [2]],
    [2, [2, 4]],
    [9, [2, 4]],
  ])("with %i nodes down at most restarts the others", (downNodes, stillDown) => {
    const cluster = inTrouble();
    begin(cluster, { downNodes });
    expect(nodesDown(cluster)).toEqual(stillDown);
  });

  test("remembers how many commands the storm had handed each client, and hands out one more once all follow", () => {
    const cluster = inTrouble();
    const submitted = () => clientIds(cluster).map((id) => clientOf(cluster, id).counts.submitted);
    const calm = begin(cluster);
    expect(calm.sinceUs).toBe(cluster.nowUs);
    expect(submitted()).toEqual([4, 0, 0]);
    expect(sitOut(calm, cluster).end).toBe("settled");
    expect(submitted()).toEqual([5, 1, 1]);
    expect(calm.electedAtUs).toBeGreaterThan(calm.sinceUs);
    expect(calm.electedAtUs).toBeLessThan(cluster.nowUs);
  });

  test("ends what a nemesis has begun, and leaves links in the conditions of the plan", () => {
    const cluster = createCluster({ nodes: 5 });
    passTime(cluster, 1_000_000);
    const nemesis = createNemesis();
    nemesis.carryOut(cluster, { kind: "partition", shape: "halves", forUs: FOR_GOOD }, 1);
    nemesis.carryOut(cluster, { kind: "pause", aim: "leader", forUs: 100_000_000 }, 2);
    nemesis.carryOut(cluster, { kind: "crash", aim: "follower", forUs: 100_000_000 }, 3);
    const conditions = { ...FAIR_CONDITIONS, duplicationPerMillion: 7 };
    new Calm(cluster, calmPlan({ conditions }), nemesis);
    expect(nodesDown(cluster)).toEqual([]);
    for (const from of nodesUp(cluster)) {
      expect(cluster.conditionsOf(from, 6)).toEqual(conditions);
      for (const to of nodesUp(cluster)) if (to !== from) expect(cluster.isCut(from, to)).toBe(false);
    }
    passTime(cluster, 1_000);
    expect(nodesUp(cluster).filter((id) => cluster.isPaused(id))).toEqual([]);
  });

  test.each([true, false])("mends clocks that run fast or slow if it is told to: %s", (mendsClocks) => {
    const cluster = createCluster({ nodes: 3 });
    cluster.setClockRate(2, 1_500);
    begin(cluster, { mendsClocks });
    const before = cluster.localTimeUs(2);
    passTime(cluster, 1_000);
    expect(cluster.localTimeUs(2) - before).toBe(mendsClocks ? 1_000 : 1_500);
  });

  test("ends cuts, delays and losses", () => {
    const cluster = inTrouble();
    begin(cluster, { downNodes: 2 });
    // What was in flight is as late as the delay was.
    passTime(cluster, 2_000_000);
    const { droppedByCut, droppedByLoss, delayed } = cluster.network.counters;
    const beginning = { droppedByCut, droppedByLoss, delayed };
    passTime(cluster, 2_000_000);
    expect(cluster.network.counters).toMatchObject(beginning);
  });
});

describe("the end of the calm", () => {
  test.each([0, 1, 2])("comes when all is answered and the nodes that are up agree, %i of five being down", (down) => {
    const cluster = inTrouble();
    expect(sitOut(begin(cluster, { downNodes: down }), cluster).end).toBe("settled");
    expect(waitingClients(cluster)).toEqual([]);
    expect(leadersOf(cluster)).toHaveLength(1);
    const { term, lastIndex } = viewOf(cluster, leadersOf(cluster)[0]!)!;
    expect(nodesUp(cluster)).toHaveLength(5 - down);
    for (const id of nodesUp(cluster)) {
      expect(viewOf(cluster, id)).toMatchObject({ term, lastIndex, commitIndex: lastIndex, appliedIndex: lastIndex });
    }
    for (const id of clientIds(cluster)) expect(clientOf(cluster, id).counts.unknown).toBe(0);
  });

  test("does not come while a client waits, nor while a node lags behind", () => {
    const cluster = createCluster();
    passTime(cluster, 1_000_000);
    const calm = begin(cluster);
    expect(calm.look(cluster)).toBe("calm");
    const follower = nodesUp(cluster).find((id) => viewOf(cluster, id)!.role === "follower")!;
    cluster.clog(leadersOf(cluster)[0]!, follower, cluster.nowUs + 500_000);
    passTime(cluster, 100_000);
    expect(waitingClients(cluster)).toEqual([]);
    expect(calm.look(cluster)).toBe("calm");
    passTime(cluster, 2_000_000);
    submitTo(cluster, 4);
    expect(calm.look(cluster)).toBe("calm");
    passTime(cluster, 1_000_000);
    // From here on the leader must stay for a while, and then hand its leadership over.
    const [leader] = leadersOf(cluster);
    expect(calm.look(cluster)).toBe("calm");
    passTime(cluster, 1_000_000);
    expect([calm.look(cluster), leadersOf(cluster)]).toEqual(["calm", [leader]]);
    passTime(cluster, 100_000);
    expect(calm.look(cluster)).toBe("settled");
    expect(leadersOf(cluster)).not.toEqual([leader]);
  });

  test("does not come when a leader whom all followed gives way though nothing was wrong", () => {
    const cluster = createCluster();
    passTime(cluster, 1_000_000);
    const calm = begin(cluster);
    expect(calm.look(cluster)).toBe("calm");
    passTime(cluster, 500_000);
    expect(calm.look(cluster)).toBe("calm");
    const [leader] = leadersOf(cluster);
    const { term } = viewOf(cluster, leader!)!;
    cluster.pause(leader!, 400_000);
    passTime(cluster, 1_000_000);
    expect(calm.look(cluster)).toBe("unsettled");
    expect(calm.lostTerm).toBe(term);
  });

  test("waits for what the storm left under way", () => {
    const cluster = createCluster();
    passTime(cluster, 1_000_000);
    const [leader] = leadersOf(cluster);
    cluster.clog(leader!, (leader! % cluster.nodes) + 1, cluster.nowUs + 60_000_000);
    passTime(cluster, 1_000_000);
    const { end, tookUs } = sitOut(begin(cluster), cluster);
    expect(end).toBe("settled");
    expect(tookUs).toBeGreaterThan(55_000_000);
  });

  test("comes without a leader that can no longer hear, once the others have parted with it", () => {
    const cluster = createCluster({ nodes: 5 });
    passTime(cluster, 1_000_000);
    const [deaf] = leadersOf(cluster);
    const calm = begin(cluster, { kind: "deaf-leader" });
    expect(calm.deafNode).toBe(deaf);
    expect(calm.members(cluster)).toEqual([1, 2, 3, 4, 5].filter((id) => id !== deaf));
    expect(sitOut(calm, cluster).end).toBe("settled");
    const [leader] = leadersOf(cluster);
    expect(leader).not.toBe(deaf);
    for (const id of calm.members(cluster)) expect(viewOf(cluster, id)!.leader).toBe(leader);
  });

  test("comes after the leader has crashed with nobody asking, and another has answered each client", () => {
    const cluster = createCluster({ nodes: 5, clients: 3 });
    passTime(cluster, 1_000_000);
    const [orphaning] = leadersOf(cluster);
    expect(sitOut(begin(cluster, { kind: "orphaned" }), cluster).end).toBe("settled");
    expect(nodesDown(cluster)).toEqual([orphaning]);
    expect(leadersOf(cluster)).toHaveLength(1);
    for (const id of clientIds(cluster))
      expect(clientOf(cluster, id).counts).toMatchObject({ submitted: 2, applied: 2 });
  });
});

test.each(["whole", "deaf-leader", "bridge", "bare-quorum", "orphaned"] as const)(
  "a calm goes on the same in a fork: %s",
  (kind) => {
    const cluster = createCluster({ nodes: 5 });
    passTime(cluster, 1_000_000);
    const calm = begin(cluster, { kind });
    passTime(cluster, LOOK_US);
    calm.look(cluster);
    const [copy, copiedCluster] = [calm.fork(), cluster.fork()];
    const end = sitOut(copy, copiedCluster);
    expect(sitOut(calm, cluster)).toEqual(end);
    expect(copiedCluster.fingerprint()).toBe(cluster.fingerprint());
  },
);

describe("a calm that leaves a bridge", () => {
  /** The nodes that hear all others, and are heard by them. */
  const joints = (cluster: Cluster) =>
    nodesUp(cluster).filter((id) =>
      nodesUp(cluster).every((other) => other === id || !(cluster.isCut(id, other) || cluster.isCut(other, id))),
    );

  test.each([3, 4, 5, 7])("settles on %i nodes, with whoever reaches the leader, and those are a majority", (nodes) => {
    const cluster = createCluster({ nodes });
    passTime(cluster, 1_000_000);
    const calm = begin(cluster, { kind: "bridge" });
    expect(joints(cluster)).toHaveLength(1);
    expect(sitOut(calm, cluster).end).toBe("settled");
    const members = calm.members(cluster);
    expect(members.length * 2).toBeGreaterThan(nodes);
    const [leader] = leadersOf(cluster);
    for (const id of members) expect(viewOf(cluster, id)!.leader).toBe(leader);
    expect(joints(cluster)).toHaveLength(1);
  });

  test("never leaves a group alone with a bare quorum of nodes up, nor in small clusters", () => {
    for (const [nodes, down] of [
      [1, []],
      [2, []],
      [3, [3]],
      [5, [2, 4]],
    ] as const) {
      const cluster = createCluster({ nodes });
      for (const id of down) cluster.crash(id);
      const calm = begin(cluster, { kind: "bridge", downNodes: 2 });
      expect(joints(cluster)).toHaveLength(nodes - down.length);
      expect(sitOut(calm, cluster).end).toBe("settled");
    }
  });
});

describe("a leader that does not hand its leadership over", () => {
  let core: RaftCore;
  beforeAll(async () => {
    const edit = {
      id: "tells-nobody-to-campaign",
      file: "transfer.ts",
      find: "if (raft.peer(heardFrom)?.matchIndex !== raft.log.lastIndex) return;",
      replace: "if (raft.peer(heardFrom)?.matchIndex === raft.log.lastIndex) return;",
    };
    core = (await import(await buildMutant(edit))) as RaftCore;
  });

  test("is found where it is asked to in the end", () => {
    const cluster = createCluster({ core });
    passTime(cluster, 1_000_000);
    const calm = begin(cluster, { handsOver: true });
    expect(sitOut(calm, cluster).end).toBe("unsettled");
    expect(calm.keptTerm).toBe(viewOf(cluster, leadersOf(cluster)[0]!)!.term);
  });

  test("is right where nobody asks it to, or there is nobody else", () => {
    for (const [nodes, handsOver] of [
      [3, false],
      [1, true],
    ] as const) {
      const cluster = createCluster({ core, nodes });
      passTime(cluster, 1_000_000);
      const calm = begin(cluster, { handsOver });
      expect(sitOut(calm, cluster).end).toBe("settled");
      expect(calm.keptTerm).toBe(0);
    }
  });
});

describe("a calm that leaves a bare quorum", () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [7, 4],
  ])("of %i nodes keeps %i up, and settles with them", (nodes, quorum) => {
    const cluster = createCluster({ nodes });
    passTime(cluster, 1_000_000);
    const calm = begin(cluster, { kind: "bare-quorum" });
    expect(nodesUp(cluster)).toHaveLength(quorum);
    expect(sitOut(calm, cluster).end).toBe("settled");
    expect(calm.members(cluster)).toHaveLength(quorum);
  });

  test("keeps one that has more in its log than all others: only it can bring that in", () => {
    const cluster = createCluster({ nodes: 5, clients: 1 });
    passTime(cluster, 1_000_000);
    const [leader] = leadersOf(cluster);
    for (const id of nodesUp(cluster)) if (id !== leader) cluster.cut(leader!, id);
    submitTo(cluster, 6);
    passTime(cluster, 20_000);
    const { lastIndex } = viewOf(cluster, leader!)!;
    const others = nodesUp(cluster).filter((id) => id !== leader);
    for (const id of others) expect(viewOf(cluster, id)!.lastIndex).toBeLessThan(lastIndex);
    begin(cluster, { kind: "bare-quorum" });
    expect(nodesUp(cluster)).toContain(leader);
  });

  test("crashes nobody where no more than that is up", () => {
    const cluster = createCluster({ nodes: 5 });
    passTime(cluster, 1_000_000);
    for (const id of [1, 2]) cluster.crash(id);
    begin(cluster, { kind: "bare-quorum", downNodes: 2 });
    expect(nodesUp(cluster)).toEqual([3, 4, 5]);
  });
});

describe("a cluster that cannot settle", () => {
  let core: RaftCore;
  beforeAll(async () => {
    const edit = {
      id: "never-elects",
      file: "election.ts",
      find: "if (isQuorumOf(raft.configuration, raft.votes)) becomeLeader(raft, output);",
      replace: "if (raft.votes.size > raft.configuration.voters.length) becomeLeader(raft, output);",
    };
    core = (await import(await buildMutant(edit))) as RaftCore;
  });

  test("is given up after the time of many elections, whatever its clients wait for", () => {
    for (const backlog of [0, 3]) {
      const cluster = createCluster({ core });
      passTime(cluster, 10_000);
      for (let operation = 0; operation < backlog; operation++) submitTo(cluster, 4);
      const { end, tookUs } = sitOut(begin(cluster), cluster);
      expect(end).toBe("unsettled");
      expect(tookUs).toBeGreaterThan(5_000_000);
      expect(tookUs).toBeLessThan(15_000_000);
    }
  });

  test.each<CalmKind>(["bridge", "bare-quorum", "deaf-leader", "orphaned", "straggler"])(
    "is given up in a calm of kind %s too",
    (kind) => {
      const cluster = createCluster({ core, nodes: 5 });
      passTime(cluster, 10_000);
      expect(sitOut(begin(cluster, { kind }), cluster).end).toBe("unsettled");
    },
  );

  test("is given longer for each command that waits, once it has elected", () => {
    const tookUs = [0, 3].map((backlog) => {
      const cluster = createCluster({ nodes: 2 });
      passTime(cluster, 1_000_000);
      const calm = begin(cluster);
      for (let operation = 0; operation < backlog; operation++) submitTo(cluster, 3);
      expect(calm.look(cluster)).toBe("calm");
      cluster.partition([1]);
      const { end, tookUs } = sitOut(calm, cluster);
      expect(end).toBe("unsettled");
      return tookUs;
    });
    expect(tookUs[1]! - tookUs[0]!).toBe(3 * 2_000_000);
  });
});
