import { allNodes, Draws, type Instruction, type Journal, TASKS, type Task } from "../../chaos/index.ts";
import type { Choices } from "../../sim/index.ts";
import type { RaftView } from "../../sut/index.ts";
import { newestLeader } from "../by-hand/aiming.ts";
import { type Cluster, instruct, viewOf } from "../cluster.ts";
import { drawChange } from "./change-draw.ts";
import { isJoint, votersOf } from "./membership.ts";

/** Places of the draws made here, behind those of faults and plans. */
const FIRST_PLACE = 90;

/** Somebody who does not lead is asked now and then, and has to refuse. */
const ASTRAY_PER_MILLION = 40_000;
/** Two changes at once: the second has to be refused. */
const AT_ONCE_PER_MILLION = 50_000;

/** What an operator asked for, whether or not it was granted. */
export interface OperatorCounts {
  changes: number;
  /** Changes that leave out the leader who was asked. */
  leaderRemovals: number;
  /** Joint configurations that were to be left. */
  leaves: number;
  transfers: number;
  snapshots: number;
}

/**
 * Whoever runs the cluster: asks the node that it believes to lead to change the membership or to hand over, and any
 * node to take a snapshot. Nodes refuse what they must. What it was not told it does not know: it may be wrong about
 * who leads.
 */
export class Operator {
  readonly counts: OperatorCounts = { changes: 0, leaderRemovals: 0, leaves: 0, transfers: 0, snapshots: 0 };
  private readonly leastVoters: number;
  private readonly choices: Choices;

  /** No change that makes sense leaves fewer voters than `leastVoters`. */
  constructor(leastVoters: number, choices: Choices) {
    this.leastVoters = leastVoters;
    this.choices = choices;
  }

  /** Does what an operation of the plan lets it do. Where nobody can be asked it does nothing. */
  carryOut(cluster: Cluster, { kind }: Task, operation: number, journal: Journal): void {
    const draws = new Draws(this.choices, FIRST_PLACE + TASKS.indexOf(kind), operation);
    switch (kind) {
      case "change-membership":
        this.change(cluster, draws, journal);
        break;
      case "transfer":
        this.transfer(cluster, draws, journal);
        break;
      case "take-snapshot": {
        const node = draws.among(listening(cluster));
        if (node !== undefined) this.ask(cluster, node, { kind }, journal);
        break;
      }
    }
  }

  /** Nobody else ends an explicit change: asks a leader that others follow to leave its joint configuration. */
  endChange(cluster: Cluster, leader: RaftView, journal: Journal): void {
    const { configuration, hasCommittedInTerm, isConfigurationCommitted } = leader;
    if (!isJoint(configuration) || configuration.leavesByItself) return;
    if (!hasCommittedInTerm || !isConfigurationCommitted || !cluster.isListening(leader.id)) return;
    this.ask(cluster, leader.id, { kind: "change-membership", change: { kind: "leave" } }, journal);
  }

  /** Asks a node that is listening. Why it refused; undefined if it did not. */
  ask(cluster: Cluster, node: number, instruction: Instruction, journal: Journal): string | undefined {
    this.count(node, instruction);
    journal.note({ event: cluster.eventCount, atUs: cluster.nowUs, fault: instruction, nodes: [node] });
    journal.recording?.note(cluster.nowUs, { kind: "instruct", node, instruction });
    return instruct(cluster, node, instruction);
  }

  fork(): Operator {
    const copy = new Operator(this.leastVoters, this.choices.fork());
    Object.assign(copy.counts, this.counts);
    return copy;
  }

  private change(cluster: Cluster, draws: Draws, journal: Journal): void {
    const node = whoSeemsToLead(cluster, draws);
    if (node === undefined) return;
    const { configuration } = viewOf(cluster, node)!;
    const surroundings = { leader: node, nodes: cluster.nodes, leastVoters: this.leastVoters };
    const times = draws.chance(AT_ONCE_PER_MILLION) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const change = drawChange(configuration, surroundings, draws);
      if (change !== undefined) this.ask(cluster, node, { kind: "change-membership", change }, journal);
    }
  }

  private transfer(cluster: Cluster, draws: Draws, journal: Journal): void {
    const node = whoSeemsToLead(cluster, draws);
    if (node === undefined) return;
    const others = votersOf(viewOf(cluster, node)!.configuration).filter((voter) => voter !== node);
    this.ask(cluster, node, { kind: "transfer", to: drawHeir(cluster, others, draws) }, journal);
  }

  private count(node: number, instruction: Instruction): void {
    const { counts } = this;
    if (instruction.kind === "transfer") counts.transfers++;
    else if (instruction.kind === "take-snapshot") counts.snapshots++;
    else if (instruction.change.kind === "leave") counts.leaves++;
    else {
      counts.changes++;
      const leavesOut = instruction.change.steps.some((step) => step.kind !== "add-voter" && step.node === node);
      if (leavesOut) counts.leaderRemovals++;
    }
  }
}

/** The leader of the highest term among those that listen; mostly. Undefined if nobody seems to lead. */
function whoSeemsToLead(cluster: Cluster, draws: Draws): number | undefined {
  const nodes = listening(cluster);
  if (draws.chance(ASTRAY_PER_MILLION)) return draws.among(nodes);
  const leader = newestLeader(cluster);
  return leader !== undefined && nodes.includes(leader) ? leader : undefined;
}

/** Whoever is best, another voter, one that is down if there is one, or one that cannot: that is refused. */
function drawHeir(cluster: Cluster, others: readonly number[], draws: Draws): number {
  const chance = draws.below(10);
  const dead = others.filter((voter) => !cluster.isUp(voter));
  if (chance < 3) return 0;
  if (chance < 7) return draws.among(others) ?? 0;
  if (chance < 9) return draws.among(dead.length > 0 ? dead : others) ?? 0;
  return draws.among(allNodes(cluster).filter((node) => !others.includes(node))) ?? 0;
}

function listening(cluster: Cluster): number[] {
  return allNodes(cluster).filter((node) => cluster.isListening(node));
}
