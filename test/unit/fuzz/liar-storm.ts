import type { Expectation } from "../../../invariants/index.ts";
import { type Cluster, clientIds, nodesDown, submitTo } from "../../../src/fuzz/cluster.ts";
import { RAFT_ROLES } from "../../../src/fuzz/roles.ts";
import { hashInteger } from "../../../src/machine/index.ts";
import { type Lie, NodeFailure } from "../../../src/sut/index.ts";
import { createCluster, passTime } from "./small-cluster.ts";

export const ROUNDS = 60;
const ROUND_US = 50_000;
const NODES = 5;

/** A storm in which one node, or in every other seed two, tell lies all the time. */
export interface LiarStorm {
  readonly seed: number;
  readonly lies: readonly Lie[];
  readonly expects: Expectation;
  readonly canLie: boolean;
}

/** Every other pair of seeds asks before it votes, and heeds its leader: then there is less that a liar can upset. */
export function startStorm({ seed, canLie, expects }: LiarStorm): Cluster {
  const wary = seed % 4 < 2;
  const settings = { preVote: wary, checkQuorum: wary };
  return createCluster({ seed: `liars-${seed}`, nodes: NODES, clients: 4, canLie, expects, settings });
}

export function liarsOf(seed: number): readonly number[] {
  const one = 1 + (seed % NODES);
  return seed % 2 === 0 ? [one] : [one, 1 + ((seed + 2) % NODES)];
}

/**
 * Commands all the time, and between the rounds a partition, a crash or a restart, as the seed has it. Tells what a
 * node's own code threw, if that ended the storm.
 */
export function passRounds(cluster: Cluster, storm: LiarStorm, from: number, to: number): NodeFailure | undefined {
  try {
    for (let round = from; round < to; round++) {
      for (const id of liarsOf(storm.seed)) RAFT_ROLES.setLies(cluster, id, storm.lies);
      for (const id of clientIds(cluster)) submitTo(cluster, id);
      passTime(cluster, ROUND_US);
      disturb(cluster, hashInteger(round, storm.seed) >>> 1);
    }
  } catch (error) {
    if (error instanceof NodeFailure) return error;
    throw error;
  }
  return undefined;
}

/** The whole storm. */
export function weather(storm: LiarStorm): { readonly cluster: Cluster; readonly failure: NodeFailure | undefined } {
  const cluster = startStorm(storm);
  return { cluster, failure: passRounds(cluster, storm, 0, ROUNDS) };
}

function disturb(cluster: Cluster, draw: number): void {
  const node = 1 + (draw % NODES);
  switch (draw % 7) {
    case 0:
      cluster.healAll();
      break;
    case 1:
      cluster.partition([node, 1 + (node % NODES)]);
      break;
    case 2:
      for (const id of nodesDown(cluster)) cluster.restart(id);
      break;
    case 3:
      if (cluster.isUp(node) && nodesDown(cluster).length < 2) cluster.crash(node);
      break;
  }
}
