import { describe, expect, test } from "vitest";
import type { Task } from "../../../../src/chaos/index.ts";
import { Journal } from "../../../../src/chaos/journal.ts";
import { type Cluster, leadersOf, nodesUp, viewOf } from "../../../../src/fuzz/cluster.ts";
import { isJoint } from "../../../../src/fuzz/operator/membership.ts";
import type { Operator } from "../../../../src/fuzz/operator/operator.ts";
import { createCluster, passTime } from "../small-cluster.ts";
import { createOperator } from "../storms.ts";

const CHANGE: Task = { kind: "change-membership" };

function begin(): Cluster {
  const cluster = createCluster({ nodes: 5, spares: 2 });
  passTime(cluster, 1_000_000);
  return cluster;
}

/** An operator goes on for a while, and what comes of each task has time. */
function work(cluster: Cluster, operator: Operator, journal: Journal, task: Task, times: number): void {
  for (let operation = 0; operation < times; operation++) {
    operator.carryOut(cluster, task, operation, journal);
    passTime(cluster, 100_000);
  }
}

const leaderOf = (cluster: Cluster) => viewOf(cluster, leadersOf(cluster)[0]!)!;

describe("an operator", () => {
  test("changes the membership over and over, and nothing breaks", () => {
    const cluster = begin();
    const operator = createOperator();
    work(cluster, operator, new Journal(), CHANGE, 200);
    const { counts, violations } = cluster.witness;
    expect(violations).toEqual([]);
    expect(operator.counts.changes).toBeGreaterThan(100);
    expect(operator.counts.leaderRemovals).toBeGreaterThan(5);
    expect(operator.counts.leaves).toBeGreaterThan(5);
    expect(counts.jointConfigurationsEntered).toBeGreaterThan(20);
    expect(counts.learnersPromoted).toBeGreaterThan(5);
    expect(counts.leadersRemoved).toBeGreaterThan(2);
    expect([...cluster.tallies.keys()].filter((name) => name.startsWith("refused: ")).length).toBeGreaterThan(4);
  });

  test("asks the node that leads, and writes down what it asked for, and of whom", () => {
    const cluster = begin();
    const journal = new Journal();
    const [leader] = leadersOf(cluster);
    for (let operation = 0; operation < 4; operation++)
      createOperator().carryOut(cluster, { kind: "transfer" }, operation, journal);
    const asked = journal.last();
    expect(asked).toHaveLength(4);
    for (const { atUs, event, fault, nodes } of asked) {
      expect({ atUs, event, kind: fault.kind, nodes }).toEqual({
        atUs: cluster.nowUs,
        event: cluster.eventCount,
        kind: "transfer",
        nodes: [leader],
      });
    }
  });

  test("asks the leader of the highest term where several believe that they lead", () => {
    const cluster = createCluster({ nodes: 5, settings: { checkQuorum: false, preVote: false } });
    passTime(cluster, 1_000_000);
    const [old] = leadersOf(cluster);
    cluster.partition([old!]);
    passTime(cluster, 1_000_000);
    expect(leadersOf(cluster)).toHaveLength(2);
    const journal = new Journal();
    for (let operation = 0; operation < 12; operation++)
      createOperator().carryOut(cluster, { kind: "transfer" }, operation, journal);
    const newest = leadersOf(cluster).find((id) => id !== old);
    expect(journal.last().filter(({ nodes }) => nodes[0] === newest).length).toBeGreaterThan(9);
  });

  test("hands leadership to everybody at times, to those that are down too, and to those that cannot lead", () => {
    const cluster = begin();
    const { id: leader } = leaderOf(cluster);
    const dead = nodesUp(cluster).find((id) => id !== leader && id < 6)!;
    cluster.crash(dead);
    const heirs = new Set<number>();
    for (let operation = 0; operation < 200; operation++) {
      const journal = new Journal();
      createOperator().carryOut(cluster, { kind: "transfer" }, operation, journal);
      for (const { fault } of journal.last()) if (fault.kind === "transfer") heirs.add(fault.to);
    }
    expect([...heirs].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("asks nobody who cannot listen: nodes that are down, paused, or not begun yet", () => {
    const cluster = begin();
    for (const id of nodesUp(cluster)) if (id % 2 === 0) cluster.pause(id, 1_000_000);
    for (const id of [1, 3]) cluster.crash(id);
    cluster.restart(3);
    const journal = new Journal();
    for (const kind of ["change-membership", "transfer", "take-snapshot"] as const) {
      for (let operation = 0; operation < 30; operation++)
        createOperator().carryOut(cluster, { kind }, operation, journal);
    }
    for (const { nodes } of journal.last()) expect([5, 7]).toContain(nodes[0]);
  });

  test("asks for the same in the same operation, whatever it was asked to do before", () => {
    const fresh = begin();
    const busy = fresh.fork();
    const [one, other] = [new Journal(), new Journal()];
    const [operator, busyOperator] = [createOperator(), createOperator()];
    for (let operation = 0; operation < 7; operation++)
      busyOperator.carryOut(busy, { kind: "take-snapshot" }, operation, other);
    operator.carryOut(fresh, CHANGE, 7, one);
    busyOperator.carryOut(busy, CHANGE, 7, other);
    expect(one.last()).toEqual(other.last().slice(7));
    expect(one.last()).toHaveLength(1);
  });

  test("goes on the same in a fork", () => {
    const cluster = begin();
    const operator = createOperator();
    work(cluster, operator, new Journal(), CHANGE, 10);
    const [copy, copiedCluster] = [operator.fork(), cluster.fork()];
    for (const [one, world] of [
      [operator, cluster],
      [copy, copiedCluster],
    ] as const) {
      work(world, one, new Journal(), CHANGE, 30);
    }
    expect(copy.counts).toEqual(operator.counts);
    expect(copiedCluster.fingerprint()).toBe(cluster.fingerprint());
  });
});

describe("a joint configuration that waits to be left", () => {
  const intoJoint = (cluster: Cluster, operator: Operator) => {
    const steps = [
      { kind: "add-voter", node: 6 },
      { kind: "remove", node: 1 },
    ] as const;
    const change = { kind: "change", steps, transition: "explicit" } as const;
    const refusal = operator.ask(cluster, leaderOf(cluster).id, { kind: "change-membership", change }, new Journal());
    expect(refusal).toBeUndefined();
  };

  test("is left once it is committed, and not before; and then there is nothing to leave", () => {
    const cluster = begin();
    const operator = createOperator();
    const journal = new Journal();
    intoJoint(cluster, operator);
    operator.endChange(cluster, leaderOf(cluster), journal);
    expect(journal.last()).toEqual([]);
    passTime(cluster, 100_000);
    expect(isJoint(leaderOf(cluster).configuration)).toBe(true);
    operator.endChange(cluster, leaderOf(cluster), journal);
    expect(journal.last()).toHaveLength(1);
    passTime(cluster, 500_000);
    expect(leaderOf(cluster).configuration).toMatchObject({ voters: [2, 3, 4, 5, 6], outgoing: [] });
    operator.endChange(cluster, leaderOf(cluster), journal);
    expect(journal.last()).toHaveLength(1);
    expect(operator.counts).toMatchObject({ changes: 1, leaves: 1 });
  });

  test("is not left by an operator if it leaves by itself", () => {
    const cluster = begin();
    const operator = createOperator();
    intoJoint(cluster, operator);
    passTime(cluster, 100_000);
    const view = leaderOf(cluster);
    const configuration = { ...view.configuration, leavesByItself: true };
    operator.endChange(
      cluster,
      { ...view, id: view.id, configuration, hasCommittedInTerm: true, isConfigurationCommitted: true },
      new Journal(),
    );
    expect(operator.counts.leaves).toBe(0);
  });
});
