import { beforeAll, describe, expect, test } from "vitest";
import { Calm, type CalmPlan } from "../../../src/fuzz/calm.ts";
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
} from "../../../src/fuzz/cluster.ts";
import { buildMutant } from "../../../src/fuzz/mutant-build.ts";
import type { RaftCore } from "../../../src/fuzz/run.ts";
import { createCluster, passTime } from "./small-cluster.ts";

const LOOK_US = 25_000;

const whole = (downNodes: number): CalmPlan => ({ kind: "whole", downNodes });

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
    new Calm(cluster, whole(downNodes));
    expect(nodesDown(cluster)).toEqual(stillDown);
  });

  test("remembers how many commands the storm had handed each client, and hands out one more once all follow", () => {
    const cluster = inTrouble();
    const submitted = () => clientIds(cluster).map((id) => clientOf(cluster, id).counts.submitted);
    const calm = new Calm(cluster, whole(0));
    expect(calm.sinceUs).toBe(cluster.nowUs);
    expect(submitted()).toEqual([4, 0, 0]);
    expect(sitOut(calm, cluster).end).toBe("settled");
    expect(submitted()).toEqual([5, 1, 1]);
    expect(calm.electedAtUs).toBeGreaterThan(calm.sinceUs);
    expect(calm.electedAtUs).toBeLessThan(cluster.nowUs);
  });

  test("ends cuts, delays and losses", () => {
    const cluster = inTrouble();
    new Calm(cluster, whole(2));
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
    expect(sitOut(new Calm(cluster, whole(down)), cluster).end).toBe("settled");
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
    const calm = new Calm(cluster, whole(0));
    expect(calm.look(cluster)).toBe("calm");
    const follower = nodesUp(cluster).find((id) => viewOf(cluster, id)!.role === "follower")!;
    cluster.partition([follower]);
    passTime(cluster, 100_000);
    expect(waitingClients(cluster)).toEqual([]);
    expect(calm.look(cluster)).toBe("calm");
    cluster.healAll();
    passTime(cluster, 2_000_000);
    submitTo(cluster, 4);
    expect(calm.look(cluster)).toBe("calm");
    passTime(cluster, 1_000_000);
    expect(calm.look(cluster)).toBe("settled");
  });

  test("comes without a leader that can no longer hear, once the others have parted with it", () => {
    const cluster = createCluster({ nodes: 5 });
    passTime(cluster, 1_000_000);
    const [deaf] = leadersOf(cluster);
    const calm = new Calm(cluster, { kind: "deaf-leader", downNodes: 0 });
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
    expect(sitOut(new Calm(cluster, { kind: "orphaned", downNodes: 0 }), cluster).end).toBe("settled");
    expect(nodesDown(cluster)).toEqual([orphaning]);
    expect(leadersOf(cluster)).toHaveLength(1);
    for (const id of clientIds(cluster))
      expect(clientOf(cluster, id).counts).toMatchObject({ submitted: 2, applied: 2 });
  });
});

test.each(["whole", "deaf-leader", "orphaned"] as const)("a calm goes on the same in a fork: %s", (kind) => {
  const cluster = createCluster({ nodes: 5 });
  passTime(cluster, 1_000_000);
  const calm = new Calm(cluster, { kind, downNodes: 0 });
  passTime(cluster, LOOK_US);
  calm.look(cluster);
  const [copy, copiedCluster] = [calm.fork(), cluster.fork()];
  const end = sitOut(copy, copiedCluster);
  expect(sitOut(calm, cluster)).toEqual(end);
  expect(copiedCluster.fingerprint()).toBe(cluster.fingerprint());
});

describe("a cluster that cannot settle", () => {
  let core: RaftCore;
  beforeAll(async () => {
    const edit = {
      id: "never-elects",
      file: "election.ts",
      find: "if (isQuorum(raft.voters, raft.votes)) becomeLeader(raft, output);",
      replace: "if (raft.votes.size > raft.voters.length) becomeLeader(raft, output);",
    };
    core = (await import(await buildMutant(edit))) as RaftCore;
  });

  test("is given up after the time of many elections, whatever its clients wait for", () => {
    for (const backlog of [0, 3]) {
      const cluster = createCluster({ core });
      passTime(cluster, 10_000);
      for (let operation = 0; operation < backlog; operation++) submitTo(cluster, 4);
      const { end, tookUs } = sitOut(new Calm(cluster, whole(0)), cluster);
      expect(end).toBe("unsettled");
      expect(tookUs).toBeGreaterThan(10_000_000);
      expect(tookUs).toBeLessThan(20_000_000);
    }
  });

  test("is given longer for each command that waits, once it has elected", () => {
    const tookUs = [0, 3].map((backlog) => {
      const cluster = createCluster({ nodes: 2 });
      passTime(cluster, 1_000_000);
      const calm = new Calm(cluster, whole(0));
      for (let operation = 0; operation < backlog; operation++) submitTo(cluster, 3);
      cluster.partition([1]);
      expect(calm.look(cluster)).toBe("calm");
      const { end, tookUs } = sitOut(calm, cluster);
      expect(end).toBe("unsettled");
      return tookUs;
    });
    expect(tookUs[1]! - tookUs[0]!).toBe(3 * 2_000_000);
  });
});
