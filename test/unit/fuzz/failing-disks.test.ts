import { beforeAll, describe, expect, test } from "vitest";
import { type Cluster, clientIds, clientOf, leadersOf, nodesUp, submitTo, viewOf } from "../../../src/fuzz/cluster.ts";
import { buildMutant } from "../../../src/fuzz/mutants/mutant-build.ts";
import type { RaftCore } from "../../../src/fuzz/run.ts";
import * as shippedCore from "../../../src/sut/core.ts";
import { createCluster, passTime } from "./small-cluster.ts";

const SEEDS = Array.from({ length: 20 }, (_, place) => `disk ${place}`);

function submitToAll(cluster: Cluster): void {
  for (const client of clientIds(cluster)) submitTo(cluster, client);
}

/** A cluster of five that works, except that somebody's sync fails every 50 milliseconds; who went down restarts. */
function withFailingSyncs(seed: string, core: RaftCore): Cluster {
  const cluster = createCluster({ seed, nodes: 5, core });
  passTime(cluster, 1_000_000);
  for (let round = 0; round < 40; round++) {
    submitToAll(cluster);
    const [leader = 1] = leadersOf(cluster);
    const victim = round % 2 === 0 ? leader : 1 + (round % 5);
    if (cluster.isUp(victim)) cluster.failNextSync(victim);
    passTime(cluster, 50_000);
    for (let id = 1; id <= 5; id++) if (!cluster.isUp(id)) cluster.restart(id);
  }
  for (let id = 1; id <= 5; id++) cluster.disarm(id);
  passTime(cluster, 10_000_000);
  return cluster;
}

describe("syncs that fail", () => {
  test("stop their nodes, which come back and are believed: nothing breaks, and all commands get their answers", () => {
    for (const seed of SEEDS) {
      const cluster = withFailingSyncs(seed, shippedCore);
      expect(cluster.witness.violations).toEqual([]);
      const { syncsFailed } = cluster.diskCounters;
      expect(syncsFailed).toBeGreaterThan(15);
      expect(cluster.endCounters).toEqual({ halts: syncsFailed, crashesAtMoments: 0 });
      expect(nodesUp(cluster)).toHaveLength(5);
      for (const client of clientIds(cluster)) {
        const { applied, submitted } = clientOf(cluster, client).counts;
        expect(applied).toBeGreaterThan(submitted / 2);
      }
    }
  });

  describe.each([
    ["as if nothing had happened", ""],
    ["as if it had succeeded", "onWritten(raft, output, input.write);"],
  ])("after which a node goes on %s", (_, replace) => {
    let core: RaftCore;
    beforeAll(async () => {
      const edit = { id: "failed-write-ignored", file: "raft.ts", find: "raft.stopped = true;", replace };
      core = (await import(await buildMutant(edit))) as RaftCore;
    });

    test("are found out: it answers for what is not durable", () => {
      const broken = new Set<string>();
      for (const seed of SEEDS) {
        for (const { invariant } of withFailingSyncs(seed, core).witness.violations) broken.add(invariant);
      }
      expect([...broken]).toContain("durable-before-reply");
    });
  });
});

test("a full disk stops its node again and again, and with room again it goes on", () => {
  const cluster = createCluster({ nodes: 3 });
  passTime(cluster, 1_000_000);
  cluster.fillDisk(2);
  for (let round = 0; round < 10; round++) {
    submitToAll(cluster);
    passTime(cluster, 500_000);
    if (!cluster.isUp(2)) cluster.restart(2);
  }
  expect(cluster.endCounters.halts).toBeGreaterThan(5);
  cluster.freeDisk(2);
  if (!cluster.isUp(2)) cluster.restart(2);
  passTime(cluster, 2_000_000);
  expect(cluster.witness.violations).toEqual([]);
  expect(viewOf(cluster, 2)!.durableIndex).toBe(viewOf(cluster, leadersOf(cluster)[0]!)!.lastIndex);
});

test("a damaged node works until it crashes, and then it is gone; the others go on without it", () => {
  const cluster = createCluster({ nodes: 3 });
  passTime(cluster, 1_000_000);
  cluster.damageDisk(1);
  submitToAll(cluster);
  passTime(cluster, 500_000);
  expect(nodesUp(cluster)).toEqual([1, 2, 3]);
  cluster.crash(1);
  expect(cluster.restart(1)).toBe(false);
  passTime(cluster, 2_000_000);
  submitToAll(cluster);
  passTime(cluster, 500_000);
  expect([nodesUp(cluster), leadersOf(cluster).length]).toEqual([[2, 3], 1]);
  for (const client of clientIds(cluster)) expect(clientOf(cluster, client).counts.applied).toBe(2);
  expect(cluster.witness.violations).toEqual([]);
});

test("a leader that must read what is damaged in its log halts, and the others go on", () => {
  const cluster = createCluster({ nodes: 3, settings: { maxCachedBytes: 100 } });
  passTime(cluster, 1_000_000);
  const [leader] = leadersOf(cluster) as [number];
  const laggard = (leader % 3) + 1;
  cluster.partition([laggard]);
  for (let round = 0; round < 20; round++) {
    submitToAll(cluster);
    passTime(cluster, 100_000);
  }
  for (let place = 0; place < 40; place++) cluster.damageDisk(leader);
  cluster.healAll();
  passTime(cluster, 3_000_000);
  expect(cluster.isUp(leader)).toBe(false);
  expect(cluster.endCounters.halts).toBe(1);
  expect(leadersOf(cluster)).toHaveLength(1);
  expect(viewOf(cluster, laggard)!.commitIndex).toBe(viewOf(cluster, leadersOf(cluster)[0]!)!.commitIndex);
  expect(cluster.witness.violations).toEqual([]);
});

test.each(["send", "write", "vote"] as const)("crashes right after a node's %s break nothing", (moment) => {
  for (const seed of SEEDS.slice(0, 5)) {
    const cluster = createCluster({ seed, nodes: 5 });
    for (let round = 0; round < 40; round++) {
      submitToAll(cluster);
      for (let id = 1; id <= 5; id++) if (!cluster.isUp(id)) cluster.restart(id);
      cluster.crashAfter(1 + (round % 5), moment);
      // Now and then the leader goes too, so that there are votes.
      if (round % 4 === 0) for (const leader of leadersOf(cluster)) cluster.crash(leader);
      passTime(cluster, 200_000);
    }
    expect(cluster.endCounters.crashesAtMoments).toBeGreaterThan(5);
    expect(cluster.witness.violations).toEqual([]);
  }
});
