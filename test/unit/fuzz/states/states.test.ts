import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cluster, instruct, leadersOf, viewOf } from "../../../../src/fuzz/cluster.ts";
import type { RunResult } from "../../../../src/fuzz/result.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import { abstractState } from "../../../../src/fuzz/states/abstract-state.ts";
import { ReachedStates } from "../../../../src/fuzz/states/reached-states.ts";
import { StateSet } from "../../../../src/fuzz/states/state-set.ts";
import { StateWatch } from "../../../../src/fuzz/states/state-watch.ts";
import { startSearch } from "../../../../src/fuzz/strategies/strategies.ts";
import type { StrategyName } from "../../../../src/fuzz/strategies/strategy-name.ts";
import * as core from "../../../../src/sut/core.ts";
import type { RaftView } from "../../../../src/sut/index.ts";

const state = fc.nat(2 ** 18 - 1);

function reachedBy(strategy: StrategyName, seed: string, slice = 100_000): [number[], RunResult] {
  const reached = new ReachedStates();
  const search = startSearch({ nodes: 5, operations: 600, seed, checkers: true, strategy, reached }, core);
  while (!search.advance(slice));
  return [[...reached.list()], search.result()];
}

describe("the states that a seed reaches", () => {
  test.each(["swarm", "mixed"] as const)(
    "by %s are the same each time, and some of another seed others",
    (strategy) => {
      const [states, result] = reachedBy(strategy, "same");
      expect(reachedBy(strategy, "same", 777)).toEqual([states, result]);
      expect(new Set(states).size).toBe(states.length);
      expect(states.length).toBeGreaterThan(50);
      const [others] = reachedBy(strategy, "other");
      expect(others.some((one) => !states.includes(one))).toBe(true);
    },
  );

  test("are more in a storm than where nothing happens", () => {
    const [calm] = reachedBy("swarm", "same");
    const options = { nodes: 5, operations: 1, seed: "same", checkers: true };
    const reached = new ReachedStates();
    const run = Run.start({ ...options, reached }, core);
    while (!run.advance(100_000));
    expect(reached.list().length).toBeLessThan(calm.length / 2);
  });

  test("do not change the run", () => {
    const [, result] = reachedBy("mixed", "same");
    const search = startSearch({ nodes: 5, operations: 600, seed: "same", checkers: true, strategy: "mixed" }, core);
    while (!search.advance(100_000));
    expect(search.result()).toEqual(result);
  });
});

/** A cluster after its calm. */
function settled(): Cluster {
  const run = Run.start({ nodes: 3, operations: 1, seed: "1", checkers: true }, core);
  while (!run.advance(100_000));
  return run.cluster;
}

/** Until nobody leads but this node does. */
function lead(cluster: Cluster, node: number): void {
  instruct(cluster, leadersOf(cluster)[0]!, { kind: "transfer", to: node });
  while (leadersOf(cluster)[0] !== node) cluster.run(1);
  cluster.runUntil(cluster.nowUs + 1_000_000);
}

/** The same cluster, but for what a node of it is like. */
function withChanges(cluster: Cluster, node: number, changes: Partial<RaftView>): Cluster {
  const viewed = (id: number): RaftView => {
    const view = viewOf(cluster, id)!;
    if (id !== node) return view;
    return new Proxy(view, { get: (_, name) => Reflect.get(name in changes ? changes : view, name) });
  };
  return { nodes: cluster.nodes, program: (id: number) => ({ view: viewed(id) }) } as unknown as Cluster;
}

describe("an abstract state", () => {
  test("is the same of a cluster in which another leads", () => {
    const cluster = settled();
    const [leader] = leadersOf(cluster);
    const others = [1, 2, 3].filter((node) => node !== leader);
    const states = others.map((node) => {
      lead(cluster, node);
      return abstractState(cluster);
    });
    expect(leadersOf(cluster)).toEqual([others[1]]);
    expect(states[1]).toBe(states[0]);
  });

  test("is another without a leader, and in the middle of a transfer", () => {
    const cluster = settled();
    const before = abstractState(cluster);
    const [leader] = leadersOf(cluster);
    const leaderless = cluster.fork();
    leaderless.crash(leader!);
    expect(abstractState(leaderless)).not.toBe(before);
    instruct(cluster, leader!, { kind: "transfer", to: 0 });
    expect(abstractState(cluster)).not.toBe(before);
  });
});

describe("an abstract state is another where a node", () => {
  const cluster = settled();
  const [leader] = leadersOf(cluster);
  const { configuration, lastIndex, lastTerm, term } = viewOf(cluster, leader!)!;
  const others = configuration.voters.filter((id) => id !== leader);

  test("differs in something", () => {
    expect(abstractState(withChanges(cluster, leader!, {}))).toBe(abstractState(cluster));
  });

  test.each<[string, Partial<RaftView>]>([
    ["plays another part", { role: "candidate" }],
    ["is of another term", { term: term + 1 }],
    ["has a log that ends in another term", { lastTerm: lastTerm + 1 }],
    ["has dropped what others lack", { baseIndex: lastIndex + 1 }],
    ["has no vote", { configuration: { ...configuration, voters: others } }],
    ["is in a joint configuration", { configuration: { ...configuration, outgoing: others } }],
    ["waits for its configuration to be committed", { isConfigurationCommitted: false }],
    ["is being sent a snapshot", { incomingIndex: lastIndex + 1 }],
    ["hands over", { transferTo: others[0]! }],
  ])("%s", (_, changes) => {
    expect(abstractState(withChanges(cluster, leader!, changes))).not.toBe(abstractState(cluster));
  });
});

test("a watch looks when it was told of a turn, once", () => {
  const cluster = settled();
  const reached = new ReachedStates();
  const watch = new StateWatch(reached);
  watch.afterEvent(cluster);
  expect([...reached.list()]).toEqual([]);
  watch.onlooker.termChanged?.(1, 7);
  watch.afterEvent(cluster);
  expect([...reached.list()]).toEqual([abstractState(cluster)]);
  cluster.crash(leadersOf(cluster)[0]!);
  watch.afterEvent(cluster);
  expect(reached.list()).toHaveLength(1);
});

test.each([
  "restarted",
  "crashed",
  "termChanged",
  "becameLeader",
  "steppedDown",
  "voteRequested",
  "voteGranted",
  "truncated",
  "configurationInForce",
  "snapshotTaken",
  "snapshotInstalled",
  "transferStarted",
  "transferEnded",
] as const)("a watch looks when it was told %s", (turn) => {
  const cluster = settled();
  const reached = new ReachedStates();
  const watch = new StateWatch(reached);
  (watch.onlooker[turn] as (() => void) | undefined)?.();
  watch.afterEvent(cluster);
  expect(reached.list()).toHaveLength(1);
});

describe("a set of states", () => {
  test("knows what was added to it, also after it was text", () => {
    fc.assert(
      fc.property(fc.array(state), fc.array(state), (first, second) => {
        const set = new StateSet();
        const model = new Set<number>();
        const addAll = (to: StateSet, states: readonly number[]): void => {
          for (const one of states) {
            expect(to.add(one)).toBe(!model.has(one));
            model.add(one);
          }
        };
        addAll(set, first);
        addAll(StateSet.fromText(set.asText()), second);
      }),
      { numRuns: 20 },
    );
  });
});
