import type { Judge } from "../../invariants/index.ts";
import type { Operation, Plan } from "../chaos/index.ts";
import { type Choices, type Director, purposeNumber, type World } from "../sim/index.ts";
import type { RaftNode, RaftView } from "../sut/index.ts";
import type { Client, ClientCounts } from "../workload/index.ts";
import { ELECTION_TIMEOUT_US } from "./profile.ts";

export type Cluster = World<Judge>;

/** How often the calm is looked at for its end. */
const CALM_CHECK_US = 25_000;
/** Election timeouts are drawn below twice this; forty of those are many elections. */
const CALM_LIMIT_US = 40 * 2 * ELECTION_TIMEOUT_US;
/** What the calm may last longer for each command that a client still has to bring in, one after the other. */
const CALM_PER_COMMAND_US = 2_000_000;

const TARGET = purposeNumber("operation-target");
/** Places of the choices of targets. */
const WHICH_CLIENT = 0;
const WHICH_CRASH = 1;
const WHICH_RECOVERY = 2;
const WHICH_GROUP = 3;

export interface DirectorOptions {
  readonly operations: number;
  readonly nodes: number;
  readonly clients: number;
  /** Nodes that stay down in the calm, if they are down when it begins. */
  readonly downInCalm: number;
}

/** Counts of what the director did, beyond what the world counts. */
export interface DirectorCounts {
  submitted: number;
  partitions: number;
  oneWayPartitions: number;
  heals: number;
  leaderCrashes: number;
}

/**
 * Carries out a plan on a cluster: first the storm, all operations of the plan; then the calm, in which faults stop, a
 * quorum is healed, and the cluster must elect, commit and converge within a bounded time.
 */
export class FuzzDirector implements Director<Cluster> {
  /** Settled: the calm did what was expected of it. Unsettled: it took too long. */
  phase: "storm" | "calm" | "settled" | "unsettled" = "storm";
  operationsDone = 0;
  calmSinceUs = 0;
  /** When it last acted, by the world's count of events and by its time. */
  actedAtEvent = 0;
  actedAtUs = 0;
  readonly counts: DirectorCounts;
  /** How many commands each client had been handed when the storm ended, client by client. */
  stormSubmissions: readonly number[] = [];
  private calmLimitUs = 0;
  private readonly options: DirectorOptions;
  private readonly plan: Plan;
  private readonly choices: Choices;

  constructor(options: DirectorOptions, plan: Plan, choices: Choices, counts?: DirectorCounts) {
    this.options = options;
    this.plan = plan;
    this.choices = choices;
    this.counts = counts ?? { submitted: 0, partitions: 0, oneWayPartitions: 0, heals: 0, leaderCrashes: 0 };
  }

  act(cluster: Cluster): void {
    this.actedAtEvent = cluster.eventCount;
    this.actedAtUs = cluster.nowUs;
    if (this.phase === "storm") this.actInStorm(cluster);
    else if (this.phase === "calm") this.actInCalm(cluster);
  }

  fork(): FuzzDirector {
    const copy = new FuzzDirector(this.options, this.plan.fork(), this.choices.fork(), { ...this.counts });
    copy.phase = this.phase;
    copy.operationsDone = this.operationsDone;
    copy.calmSinceUs = this.calmSinceUs;
    copy.actedAtEvent = this.actedAtEvent;
    copy.actedAtUs = this.actedAtUs;
    copy.stormSubmissions = this.stormSubmissions;
    copy.calmLimitUs = this.calmLimitUs;
    return copy;
  }

  /** Carries out operations until one of them lets time pass. */
  private actInStorm(cluster: Cluster): void {
    while (this.operationsDone < this.options.operations) {
      const operation = this.plan.next();
      this.operationsDone++;
      if (operation.kind === "pass-time") {
        cluster.wakeDirectorAt(cluster.nowUs + operation.forUs);
        return;
      }
      this.carryOut(cluster, operation);
    }
    this.beginCalm(cluster);
  }

  private carryOut(cluster: Cluster, operation: Exclude<Operation, { kind: "pass-time" }>): void {
    switch (operation.kind) {
      case "submit":
        this.counts.submitted++;
        this.submitTo(cluster, this.choices.below(TARGET, WHICH_CLIENT, this.options.clients));
        break;
      case "crash":
        this.crash(cluster, operation.aim);
        break;
      case "recover": {
        const node = this.choose(WHICH_RECOVERY, this.nodesThat(cluster, false));
        if (node !== undefined) cluster.restart(node);
        break;
      }
      case "partition":
        this.partition(cluster, operation.oneWay);
        break;
      case "heal":
        this.counts.heals++;
        cluster.network.healAll();
        break;
      case "set-delay":
        cluster.network.setExtraDelay(operation.extraUs, "nodes");
        break;
      case "set-loss":
        cluster.network.setLoss(operation.perMillion, "nodes");
        break;
    }
  }

  private submitTo(cluster: Cluster, client: number): void {
    const id = this.options.nodes + 1 + client;
    this.client(cluster, client).submit(cluster.process(id));
  }

  private crash(cluster: Cluster, aim: "anyone" | "leader"): void {
    const up = this.nodesThat(cluster, true);
    const leaders = up.filter((id) => viewOf(cluster, id)?.role === "leader");
    const victim = this.choose(WHICH_CRASH, aim === "leader" && leaders.length > 0 ? leaders : up);
    if (victim === undefined) return;
    if (leaders.includes(victim)) this.counts.leaderCrashes++;
    cluster.crash(victim);
  }

  /** Any split of the nodes into two groups that both have members. */
  private partition(cluster: Cluster, oneWay: boolean): void {
    const { nodes } = this.options;
    if (nodes === 1) return;
    const members = 1 + this.choices.below(TARGET, WHICH_GROUP, 2 ** nodes - 2);
    const group: number[] = [];
    const others: number[] = [];
    for (let id = 1; id <= nodes; id++) (Math.floor(members / 2 ** (id - 1)) % 2 === 1 ? group : others).push(id);
    if (oneWay) {
      this.counts.oneWayPartitions++;
      for (const from of group) for (const to of others) cluster.network.cut(from, to);
    } else {
      this.counts.partitions++;
      cluster.network.partition(group);
    }
  }

  private beginCalm(cluster: Cluster): void {
    this.phase = "calm";
    this.calmSinceUs = cluster.nowUs;
    cluster.network.healAll();
    cluster.network.setExtraDelay(0, "nodes");
    cluster.network.setLoss(0, "nodes");
    for (const node of this.nodesThat(cluster, false).slice(this.options.downInCalm)) cluster.restart(node);
    let mostWaiting = 0;
    const submissions: number[] = [];
    for (let client = 0; client < this.options.clients; client++) {
      const { counts, backlog } = this.client(cluster, client);
      submissions.push(counts.submitted);
      mostWaiting = Math.max(mostWaiting, backlog + 2);
      this.submitTo(cluster, client);
    }
    this.stormSubmissions = submissions;
    this.calmLimitUs = CALM_LIMIT_US + mostWaiting * CALM_PER_COMMAND_US;
    cluster.wakeDirectorAt(cluster.nowUs + CALM_CHECK_US);
  }

  private actInCalm(cluster: Cluster): void {
    if (this.isSettled(cluster)) this.phase = "settled";
    else if (cluster.nowUs - this.calmSinceUs >= this.calmLimitUs) this.phase = "unsettled";
    else cluster.wakeDirectorAt(cluster.nowUs + CALM_CHECK_US);
  }

  /** The clients have all their answers, and every node that is up has applied the whole log of one leader. */
  private isSettled(cluster: Cluster): boolean {
    if (this.waitingClients(cluster).length > 0) return false;
    const views = this.nodesThat(cluster, true).map((id) => viewOf(cluster, id));
    const leader = views.find((view) => view?.role === "leader");
    if (leader === undefined) return false;
    const { term, lastIndex } = leader;
    return views.every(
      (view) => view?.term === term && view.lastIndex === lastIndex && view.appliedIndex === lastIndex,
    );
  }

  waitingClients(cluster: Cluster): number[] {
    const waiting: number[] = [];
    for (let client = 0; client < this.options.clients; client++) {
      if (!this.client(cluster, client).idle) waiting.push(this.options.nodes + 1 + client);
    }
    return waiting;
  }

  clientCounts(cluster: Cluster): Readonly<ClientCounts>[] {
    return Array.from({ length: this.options.clients }, (_, client) => this.client(cluster, client).counts);
  }

  private client(cluster: Cluster, client: number): Client<Judge> {
    return cluster.program(this.options.nodes + 1 + client) as Client<Judge>;
  }

  private nodesThat(cluster: Cluster, up: boolean): number[] {
    const found: number[] = [];
    for (let id = 1; id <= this.options.nodes; id++) if (cluster.isUp(id) === up) found.push(id);
    return found;
  }

  private choose(where: number, among: readonly number[]): number | undefined {
    return among.length === 0 ? undefined : among[this.choices.below(TARGET, where, among.length)];
  }
}

/** Undefined while the node is down, or has not begun to run. */
function viewOf(cluster: Cluster, id: number): RaftView | undefined {
  return (cluster.program(id) as RaftNode | undefined)?.view;
}
