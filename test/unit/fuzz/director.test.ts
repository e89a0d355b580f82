import { describe, expect, test, vi } from "vitest";
import { drawMix, type Mix, MixPlan, type Operation, type Plan } from "../../../src/chaos/index.ts";
import type { MixKind } from "../../../src/chaos/mix.ts";
import { clientIds, clientOf, leadersOf, nodesDown, nodesUp, viewOf } from "../../../src/fuzz/cluster.ts";
import { FuzzDirector } from "../../../src/fuzz/director.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";
import { createCluster, passTime } from "./small-cluster.ts";
import { calmPlan, createNemesis, createOperator } from "./storms.ts";

const NOTHING: Mix["weights"] = {
  submit: 0,
  crash: 0,
  recover: 0,
  partition: 0,
  heal: 0,
  "set-delay": 0,
  "set-loss": 0,
  "pass-time": 0,
  "change-membership": 0,
  transfer: 0,
  "take-snapshot": 0,
  stop: 0,
};

interface Story {
  readonly weights: Partial<Record<MixKind, number>>;
  readonly mix?: Partial<Mix>;
  readonly operations?: number;
  readonly nodes?: number;
  readonly downNodes?: number;
}

/** A cluster and its director, with this plan, before the first of its operations. */
function follow(plan: Plan, nodes: number, downNodes: number) {
  const choices = new Choices(expandSeed("director"), 1);
  const director = new FuzzDirector(plan, calmPlan({ downNodes }), createNemesis(), createOperator(), choices);
  const cluster = createCluster({ nodes, clients: 3, director });
  cluster.wakeDirectorAt(0);
  return { cluster, director };
}

/** With a plan of these kinds of operations only. */
function direct({ weights, mix = {}, operations = 10_000, nodes = 5, downNodes = 0 }: Story) {
  const key = expandSeed("director");
  const base = { ...drawMix(new Choices(key, 1)), ambushPerMillion: 0, leaderCrashPerMillion: 0, oneWayPerMillion: 0 };
  const whole = { ...base, spellOperations: 1, lullOperations: 0, weights: { ...NOTHING, ...weights }, ...mix };
  return follow(new MixPlan(whole, operations, new Choices(key, 1)), nodes, downNodes);
}

/** Operations that consist of these parts. */
class ScriptedPlan implements Plan {
  operationsDone = 0;
  private readonly script: readonly (readonly Operation[])[];
  private part = 0;

  constructor(script: readonly (readonly Operation[])[]) {
    this.script = script;
  }

  next(): Operation | undefined {
    const operation = this.script[this.operationsDone - 1] ?? [];
    if (this.part < operation.length) return operation[this.part++];
    if (this.operationsDone === this.script.length) return undefined;
    this.operationsDone++;
    this.part = 0;
    return this.next();
  }

  fork(): ScriptedPlan {
    return Object.assign(new ScriptedPlan(this.script), this);
  }
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
    expect(director.submitted).toBe(30);
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
    const { halves, "one-way": oneWay } = director.nemesis.counts.shapes;
    expect(oneWayPerMillion === 0 ? halves : oneWay).toBeGreaterThan(10);
    expect(oneWayPerMillion === 0 ? oneWay : halves).toBe(0);
    expect(cluster.network.counters.droppedByCut).toBeGreaterThan(100);
    const healed = direct({ weights: { partition: 1, heal: 3, "pass-time": 1 }, mix: { oneWayPerMillion } });
    passTime(healed.cluster, 5_000_000);
    expect(healed.director.nemesis.counts.kinds.heal).toBeGreaterThan(10);
  });

  test("has nothing to cut in a cluster of one, and everything to cut in a cluster of two", () => {
    const alone = direct({ weights: { partition: 1, "pass-time": 1 }, nodes: 1, operations: 100 });
    passTime(alone.cluster, 10_000_000);
    expect(alone.director.nemesis.counts.kinds.partition).toBe(0);
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

describe("an operation of several parts", () => {
  const wait = (forUs: number): Operation => ({ kind: "pass-time", forUs });
  const crash = (aim: number, forUs: number): Operation => ({ kind: "crash", aim, forUs });

  test.each<[string, Operation, boolean]>([
    ["sets a clock", { kind: "jump-clock", aim: 1, byUs: -1 }, false],
    ["changes the rate of one", { kind: "set-clock-rate", aim: 1, ratePerMille: 999 }, false],
    ["sets the clock of nobody", { kind: "jump-clock", aim: 9, byUs: -1 }, true],
    ["does something else", { kind: "crash", aim: 1, forUs: 1 }, true],
  ])("that %s tells the judge whether leases hold", (_, fault, holds) => {
    const { cluster } = follow(new ScriptedPlan([[wait(10_000), fault, wait(10_000)]]), 5, 0);
    const distrust = vi.spyOn(cluster.witness, "distrustLeases");
    passTime(cluster, 15_000);
    expect(distrust.mock.calls.length === 0).toBe(holds);
  });

  test("is carried out in its order: what follows a wait comes after it", () => {
    const { cluster, director } = follow(
      new ScriptedPlan([
        [wait(10_000), crash(1, 15_000), crash(2, 100_000), { kind: "submit" }],
        [wait(50_000), crash(3, 1)],
      ]),
      5,
      0,
    );
    passTime(cluster, 9_999);
    expect(nodesDown(cluster)).toEqual([]);
    passTime(cluster, 1);
    expect(nodesDown(cluster)).toEqual([1, 2]);
    expect(director).toMatchObject({ submitted: 1, operationsDone: 2, phase: "storm" });
    // The nemesis mends what is due between operations too.
    passTime(cluster, 15_000);
    expect(nodesDown(cluster)).toEqual([2]);
    expect(director.nemesis.counts.kinds.crash).toBe(2);
    passTime(cluster, 35_000);
    expect(director).toMatchObject({ phase: "calm", operationsDone: 2 });
    expect(director.nemesis.counts.kinds.crash).toBe(3);
  });

  test("begins with the clocks of nodes seconds apart, or not: that is counted", () => {
    const jump: Operation = { kind: "jump-clock", aim: 1, byUs: 2_000_000 };
    const { cluster, director } = follow(
      new ScriptedPlan([[wait(1_000)], [wait(1_000), jump], [wait(1_000)], [wait(1_000)], [wait(1_000)]]),
      3,
      0,
    );
    passTime(cluster, 10_000);
    expect(director.clocksApart).toBe(3);
  });

  test("goes on in a fork where it was", () => {
    const script = [[wait(10_000), crash(1, 5_000)], [wait(20_000), crash(2, 100_000)], [wait(20_000)]];
    const { cluster } = follow(new ScriptedPlan(script), 5, 0);
    passTime(cluster, 12_000);
    // Before the next operation the nemesis has to restart a node.
    const fork = cluster.fork();
    passTime(cluster, 50_000);
    expect(nodesDown(fork)).toEqual([1]);
    passTime(fork, 17_000);
    expect(nodesDown(fork)).toEqual([]);
    passTime(fork, 33_000);
    expect(fork.fingerprint()).toBe(cluster.fingerprint());
    expect((fork.director as FuzzDirector).nemesis.counts.kinds.crash).toBe(2);
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
    const { leaderCrashes } = director.nemesis.counts;
    expect(leaderCrashes).toBeGreaterThan(10);
    const { crashes, leadersElected } = cluster.witness.counts;
    expect(leaderCrashes).toBeLessThanOrEqual(crashes);
    expect(leadersElected).toBeGreaterThanOrEqual(leaderCrashes);
    const anyone = direct({ ...LEADERS, mix: {} });
    passTime(anyone.cluster, 20_000_000);
    const share = leaderCrashes / crashes;
    expect(anyone.director.nemesis.counts.leaderCrashes / anyone.cluster.witness.counts.crashes).toBeLessThan(
      share / 1.5,
    );
  });

  test("by ambush hit a leader each time, and a new one; while one waits, others are hit too", () => {
    const ambushed = { ambushPerMillion: 1_000_000, ambushDelayMaxUs: 5_000 };
    const weights = { crash: 4, recover: 20, partition: 4, heal: 4, "pass-time": 60 };
    const { cluster, director } = direct({ weights, mix: ambushed });
    passTime(cluster, 20_000_000);
    const { crashes, leadersElected } = cluster.witness.counts;
    expect(director.nemesis.counts.leaderCrashes).toBeGreaterThan(10);
    expect(crashes).toBeGreaterThan(director.nemesis.counts.leaderCrashes);
    expect(leadersElected).toBeGreaterThanOrEqual(director.nemesis.counts.leaderCrashes);
  });
});

describe("an operator's tasks", () => {
  test("are carried out in the storm, and told among the faults", () => {
    const { cluster, director } = direct({ weights: { "change-membership": 1, "pass-time": 5 } });
    passTime(cluster, 10_000_000);
    expect(director.operator.counts.changes).toBeGreaterThan(5);
    const told = director.nemesis.journal.last();
    expect(told.length).toBeGreaterThan(5);
    for (const { fault, nodes } of told) expect([fault.kind, nodes.length]).toEqual(["change-membership", 1]);
    expect(cluster.witness.counts.configurationsAppended).toBeGreaterThan(5);
    expect(cluster.witness.violations).toEqual([]);
  });

  test("end with it: in the calm an operator only ends what it began", () => {
    const mix = { passTimeMinUs: 10_000, passTimeMaxUs: 10_000 };
    for (const seedOfLength of [150, 160, 170, 180, 190, 200, 210, 220]) {
      const story = { weights: { "change-membership": 1, "pass-time": 5 }, mix, operations: seedOfLength };
      const { cluster, director } = direct(story);
      while (director.phase === "storm") passTime(cluster, 10_000);
      const { changes } = director.operator.counts;
      passTime(cluster, 10_000_000);
      expect(director.phase).toBe("settled");
      expect(director.operator.counts.changes).toBe(changes);
      const [leader] = leadersOf(cluster);
      expect(viewOf(cluster, leader!)!.configuration.outgoing).toEqual([]);
    }
  });

  test("bring nodes to their end, and back", () => {
    const { cluster, director } = direct({ weights: { stop: 1, recover: 3, "pass-time": 20 } });
    passTime(cluster, 10_000_000);
    expect(director.nemesis.counts.kinds.stop).toBeGreaterThan(5);
  });
});
