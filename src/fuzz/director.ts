import type { Operation, Plan } from "../chaos/index.ts";
import { type Choices, type Director, purposeNumber } from "../sim/index.ts";
import { Ambush } from "./ambush.ts";
import { Calm, type CalmPlan, type CalmState } from "./calm.ts";
import { type Cluster, clientIds, leadersOf, nodesDown, nodesUp, submitTo } from "./cluster.ts";

const TARGET = purposeNumber("operation-target");
/** Places of the choices of targets. */
const WHICH_CLIENT = 0;
const WHICH_CRASH = 1;
const WHICH_RECOVERY = 2;
const WHICH_GROUP = 3;

export interface DirectorOptions {
  readonly operations: number;
  readonly calm: CalmPlan;
}

/** What the director did, beyond what the world counts. */
export interface DirectorCounts {
  submitted: number;
  partitions: number;
  oneWayPartitions: number;
  heals: number;
  leaderCrashes: number;
}

/** Carries out a plan on a cluster: first the storm, all operations of the plan; then the calm. */
export class FuzzDirector implements Director<Cluster> {
  phase: "storm" | CalmState = "storm";
  operationsDone = 0;
  /** When it last carried out operations or looked at the calm, by the world's count of events and by its time. */
  actedAtEvent = 0;
  actedAtUs = 0;
  /** Known once the storm is over. */
  calm: Calm | undefined = undefined;
  readonly counts: DirectorCounts;
  private readonly options: DirectorOptions;
  private readonly plan: Plan;
  private readonly choices: Choices;
  private nextOperationAtUs = 0;
  private ambush: Ambush | undefined = undefined;

  constructor(options: DirectorOptions, plan: Plan, choices: Choices, counts?: DirectorCounts) {
    this.options = options;
    this.plan = plan;
    this.choices = choices;
    this.counts = counts ?? { submitted: 0, partitions: 0, oneWayPartitions: 0, heals: 0, leaderCrashes: 0 };
  }

  act(cluster: Cluster): void {
    if (this.calm !== undefined) {
      this.noteAct(cluster);
      this.phase = this.calm.look(cluster);
      return;
    }
    this.springAmbush(cluster);
    if (cluster.nowUs >= this.nextOperationAtUs) this.carryOutSome(cluster);
  }

  fork(): FuzzDirector {
    const copy = new FuzzDirector(this.options, this.plan.fork(), this.choices.fork(), { ...this.counts });
    copy.phase = this.phase;
    copy.operationsDone = this.operationsDone;
    copy.actedAtEvent = this.actedAtEvent;
    copy.actedAtUs = this.actedAtUs;
    copy.calm = this.calm?.fork();
    copy.nextOperationAtUs = this.nextOperationAtUs;
    copy.ambush = this.ambush?.fork();
    return copy;
  }

  private noteAct(cluster: Cluster): void {
    this.actedAtEvent = cluster.eventCount;
    this.actedAtUs = cluster.nowUs;
  }

  /** Carries out operations until one of them lets time pass. */
  private carryOutSome(cluster: Cluster): void {
    this.noteAct(cluster);
    while (this.operationsDone < this.options.operations) {
      const operation = this.plan.next();
      this.operationsDone++;
      if (operation.kind === "pass-time") {
        this.nextOperationAtUs = cluster.nowUs + operation.forUs;
        cluster.wakeDirectorAt(this.nextOperationAtUs);
        return;
      }
      this.carryOut(cluster, operation);
    }
    this.calm = new Calm(cluster, this.options.calm);
    this.phase = "calm";
  }

  private carryOut(cluster: Cluster, operation: Exclude<Operation, { kind: "pass-time" }>): void {
    switch (operation.kind) {
      case "submit":
        this.counts.submitted++;
        submitTo(cluster, this.choose(WHICH_CLIENT, clientIds(cluster))!);
        break;
      case "crash":
        this.crashSomeone(cluster, operation.aim);
        break;
      case "ambush":
        if (this.ambush === undefined) this.ambush = new Ambush(cluster, operation.delayUs);
        else this.crashSomeone(cluster, "anyone");
        break;
      case "recover": {
        const node = this.choose(WHICH_RECOVERY, nodesDown(cluster));
        if (node !== undefined) cluster.restart(node);
        break;
      }
      case "partition":
        this.partition(cluster, operation.oneWay);
        break;
      case "heal":
        this.counts.heals++;
        cluster.healAll();
        break;
      case "set-delay":
        cluster.setExtraDelay(operation.maxUs, "nodes");
        break;
      case "set-loss":
        cluster.setLoss(operation.perMillion, "nodes");
        break;
    }
  }

  private crashSomeone(cluster: Cluster, aim: "anyone" | "leader"): void {
    const leaders = aim === "leader" ? leadersOf(cluster) : [];
    const victim = this.choose(WHICH_CRASH, leaders.length > 0 ? leaders : nodesUp(cluster));
    if (victim !== undefined) this.crash(cluster, victim);
  }

  private springAmbush(cluster: Cluster): void {
    const victim = this.ambush?.look(cluster) ?? 0;
    if (victim === 0) return;
    this.ambush = undefined;
    this.crash(cluster, victim);
  }

  private crash(cluster: Cluster, victim: number): void {
    if (leadersOf(cluster).includes(victim)) this.counts.leaderCrashes++;
    cluster.crash(victim);
  }

  /** Any split of the nodes into two groups that both have members. */
  private partition(cluster: Cluster, oneWay: boolean): void {
    const { nodes } = cluster;
    if (nodes === 1) return;
    const members = 1 + this.choices.below(TARGET, WHICH_GROUP, 2 ** nodes - 2);
    const group: number[] = [];
    const others: number[] = [];
    for (let id = 1; id <= nodes; id++) (Math.floor(members / 2 ** (id - 1)) % 2 === 1 ? group : others).push(id);
    if (oneWay) {
      this.counts.oneWayPartitions++;
      for (const from of group) for (const to of others) cluster.cut(from, to);
    } else {
      this.counts.partitions++;
      cluster.partition(group);
    }
  }

  private choose(where: number, among: readonly number[]): number | undefined {
    return among.length === 0 ? undefined : among[this.choices.below(TARGET, where, among.length)];
  }
}
