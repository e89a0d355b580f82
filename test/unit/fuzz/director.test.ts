import { describe, expect, test } from "vitest";
import { drawMix, type Mix, type OperationKind, Plan } from "../../../src/chaos/index.ts";
import { clientIds, clientOf, leadersOf, nodesDown, nodesUp } from "../../../src/fuzz/cluster.ts";
import { FuzzDirector } from "../../../src/fuzz/director.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";
import { createCluster, passTime } from "./small-cluster.ts";

const NOTHING: Mix["weights"] = {
  submit: 0,
  crash: 0,
  recover: 0,
  partition: 0,
  heal: 0,
  "set-delay": 0,
  "set-loss": 0,
  "pass-time": 0,
};

interface Story {
  readonly weights: Partial<Record<OperationKind, number>>;
  readonly mix?: Partial<Mix>;
  readonly operations?: number;
  readonly nodes?: number;
  readonly downNodes?: number;
}

/** A cluster and its director, with a plan of these kinds of operations only, before the first of them. */
function direct({ weights, mix = {}, operations = 10_000, nodes = 5, downNodes = 0 }: Story) {
  const key = expandSeed("director");
  const base = { ...drawMix(new Choices(key, 16)), ambushPerMillion: 0, leaderCrashPerMillion: 0, oneWayPerMillion: 0 };
  const plan = new Plan(
    { ...base, spellOperations: 1, lullOperations: 0, weights: { ...NOTHING, ...weights }, ...mix },
    new Choices(key, 16),
  );
  const director = new FuzzDirector({ operations, calm: { kind: "whole", downNodes } }, plan, new Choices(key, 16));
  const cluster = createCluster({ nodes, clients: 3, director });
  cluster.wakeDirectorAt(0);
  return { cluster, director };
}

describe("the storm", () => {
  test("takes as long as its operations let pass, and each operation counts", () => {
    const mix = { passTimeMinUs: 10_000, passTimeMaxUs: 10_000 };
    const { cluster, director } = direct({ weights: { "pass-time": 1 }, mix, operations: 20 });
    passTime(cluster, 95_000);
    expect(director).toMatchObject({ phase: "storm", operationsDone: 10 });
    passTime(cluster, 104_000);
    expect(director).toMatchObject({ phase: "storm", operationsDone: 20 });
    passTime(cluster, 1_000);
    expect(director.phase).toBe("calm");
    expect(director.calm!.sinceUs).toBe(200_000);
  });

  test("without time carries out everything at once, and then is calm until the cluster settles", () => {
    const { cluster, director } = direct({ weights: { submit: 1 }, operations: 30 });
    passTime(cluster, 0);
    expect(director).toMatchObject({ phase: "calm", operationsDone: 30, actedAtUs: 0 });
    expect(director.counts.submitted).toBe(30);
    const submitted = clientIds(cluster).map((id) => clientOf(cluster, id).counts.submitted);
    expect(submitted.reduce((sum, count) => sum + count)).toBe(30);
    for (const count of submitted) expect(count).toBeGreaterThan(4);
    passTime(cluster, 5_000_000);
    expect(director.phase).toBe("settled");
  });

  test("crashes and recovers whoever is there, any number of times", () => {
    const { cluster, director } = direct({ weights: { crash: 1, "pass-time": 1 }, operations: 40 });
    passTime(cluster, 300_000);
    expect(nodesUp(cluster)).toEqual([]);
    passTime(cluster, 3_000_000);
    expect(director.phase).toBe("settled");
    expect(nodesDown(cluster)).toEqual([]);
    const both = direct({ weights: { crash: 1, recover: 1, "pass-time": 1 } });
    passTime(both.cluster, 30_000_000);
    expect(both.cluster.witness.counts.crashes).toBeGreaterThan(300);
    expect(both.cluster.witness.counts.restarts).toBeGreaterThan(300);
    expect(both.cluster.witness.violations).toEqual([]);
  });

  test("leaves down in the calm no more than it was told to", () => {
    const { cluster } = direct({ weights: { crash: 1, "pass-time": 1 }, operations: 40, downNodes: 2 });
    passTime(cluster, 5_000_000);
    expect(nodesDown(cluster)).toHaveLength(2);
  });

  test.each([
    ["one-way", 1_000_000],
    ["both ways", 0],
  ])("cuts the nodes into two groups, %s, until it heals", (_, oneWayPerMillion) => {
    const { cluster, director } = direct({ weights: { partition: 1, "pass-time": 9 }, mix: { oneWayPerMillion } });
    passTime(cluster, 5_000_000);
    const { partitions, oneWayPartitions } = director.counts;
    expect(oneWayPerMillion === 0 ? partitions : oneWayPartitions).toBeGreaterThan(10);
    expect(oneWayPerMillion === 0 ? oneWayPartitions : partitions).toBe(0);
    expect(cluster.network.counters.droppedByCut).toBeGreaterThan(100);
    const healed = direct({ weights: { partition: 1, heal: 3, "pass-time": 1 }, mix: { oneWayPerMillion } });
    passTime(healed.cluster, 5_000_000);
    expect(healed.director.counts.heals).toBeGreaterThan(100);
  });

  test("has nothing to cut in a cluster of one, and everything to cut in a cluster of two", () => {
    const alone = direct({ weights: { partition: 1, "pass-time": 1 }, nodes: 1, operations: 100 });
    passTime(alone.cluster, 10_000_000);
    expect(alone.director.counts.partitions).toBe(0);
    expect(alone.director.phase).toBe("settled");
    const two = direct({ weights: { partition: 1, "pass-time": 1 }, nodes: 2, operations: 100 });
    passTime(two.cluster, 1_000_000);
    expect(leadersOf(two.cluster)).toEqual([]);
  });

  test("sets delay and loss, which stay until they are set again", () => {
    const delayed = direct({ weights: { "set-delay": 1, "pass-time": 3 }, mix: { delayMaxUs: 50_000 } });
    passTime(delayed.cluster, 5_000_000);
    expect(delayed.cluster.network.counters.delayed).toBeGreaterThan(100);
    const lossy = direct({ weights: { "set-loss": 1, "pass-time": 3 }, mix: { lossMaxPerMillion: 500_000 } });
    passTime(lossy.cluster, 5_000_000);
    expect(lossy.cluster.network.counters.droppedByLoss).toBeGreaterThan(100);
  });
});

describe("crashes of leaders", () => {
  const LEADERS: Story = {
    weights: { crash: 2, recover: 20, "pass-time": 60 },
    mix: { leaderCrashPerMillion: 1_000_000 },
  };

  test("hit whoever leads, and are counted", () => {
    const { cluster, director } = direct(LEADERS);
    passTime(cluster, 20_000_000);
    const { leaderCrashes } = director.counts;
    expect(leaderCrashes).toBeGreaterThan(10);
    const { crashes, leadersElected } = cluster.witness.counts;
    expect(leaderCrashes).toBeLessThanOrEqual(crashes);
    expect(leadersElected).toBeGreaterThanOrEqual(leaderCrashes);
    const anyone = direct({ ...LEADERS, mix: {} });
    passTime(anyone.cluster, 20_000_000);
    const share = leaderCrashes / crashes;
    expect(anyone.director.counts.leaderCrashes / anyone.cluster.witness.counts.crashes).toBeLessThan(share / 1.5);
  });

  test("by ambush hit a leader each time, and a new one; while one waits, others are hit too", () => {
    const ambushed = { ambushPerMillion: 1_000_000, ambushDelayMaxUs: 5_000 };
    const weights = { crash: 4, recover: 20, partition: 4, heal: 4, "pass-time": 60 };
    const { cluster, director } = direct({ weights, mix: ambushed });
    passTime(cluster, 20_000_000);
    const { crashes, leadersElected } = cluster.witness.counts;
    expect(director.counts.leaderCrashes).toBeGreaterThan(10);
    expect(crashes).toBeGreaterThan(director.counts.leaderCrashes);
    expect(leadersElected).toBeGreaterThanOrEqual(director.counts.leaderCrashes);
  });
});
