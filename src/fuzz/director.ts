import type { Judge } from "../../invariants/index.ts";
import { type Fault, type Instruction, isTask, type Nemesis, type Plan, touchesClock } from "../chaos/index.ts";
import { type Choices, type Director, purposeNumber } from "../sim/index.ts";
import { Calm, type CalmState } from "./calm/calm.ts";
import type { CalmPlan } from "./calm/calm-plan.ts";
import { type Cluster, clientId, submitTo } from "./cluster.ts";
import type { Operator } from "./operator/operator.ts";
import { CLOCKS_APART_US } from "./profile/timing.ts";

const TARGET = purposeNumber("operation-target");

/** Carries out a plan on a cluster: first the storm, all that the plan asks for; then the calm. */
export class FuzzDirector implements Director<Cluster> {
  phase: "storm" | CalmState = "storm";
  /** When it last carried out operations or looked at the calm, by the world's count of events and by its time. */
  actedAtEvent = 0;
  actedAtUs = 0;
  /** Known once the storm is over. */
  calm: Calm | undefined = undefined;
  /** Commands handed to clients in the storm. */
  submitted = 0;
  /** Operations at whose beginning the clocks of two nodes were apart. */
  clocksApart = 0;
  readonly nemesis: Nemesis<Judge>;
  readonly operator: Operator;
  readonly plan: Plan;
  private readonly calmPlan: CalmPlan;
  private readonly choices: Choices;
  private nextOperationAtUs = 0;
  /** What is to be done by hand in the event under way, or in the next. */
  private byHand: ((cluster: Cluster) => void) | undefined = undefined;

  constructor(plan: Plan, calmPlan: CalmPlan, nemesis: Nemesis<Judge>, operator: Operator, choices: Choices) {
    this.plan = plan;
    this.calmPlan = calmPlan;
    this.nemesis = nemesis;
    this.operator = operator;
    this.choices = choices;
  }

  get operationsDone(): number {
    return this.plan.operationsDone;
  }

  /** Something that a person does to the cluster, in an event that comes now. */
  intervene(cluster: Cluster, work: (cluster: Cluster) => void): void {
    this.byHand = work;
    cluster.wakeDirectorAt(cluster.nowUs);
  }

  /** Whether the intervention has not come yet. */
  get mustIntervene(): boolean {
    return this.byHand !== undefined;
  }

  act(cluster: Cluster): void {
    if (this.calm !== undefined) {
      if (cluster.nowUs < this.calm.lookAtUs) return;
      this.noteAct(cluster);
      const leader = this.calm.acknowledgedLeader(cluster);
      if (leader !== undefined) this.operator.endChange(cluster, leader, this.nemesis.journal);
      this.phase = this.calm.look(cluster);
      return;
    }
    this.nemesis.act(cluster);
    const work = this.byHand;
    this.byHand = undefined;
    work?.(cluster);
    if (cluster.nowUs >= this.nextOperationAtUs) this.carryOutSome(cluster);
  }

  fork(): FuzzDirector {
    const { calmPlan, choices, nemesis, operator, plan } = this;
    const copy = new FuzzDirector(plan.fork(), calmPlan, nemesis.fork(), operator.fork(), choices.fork());
    copy.phase = this.phase;
    copy.actedAtEvent = this.actedAtEvent;
    copy.actedAtUs = this.actedAtUs;
    copy.calm = this.calm?.fork();
    copy.submitted = this.submitted;
    copy.clocksApart = this.clocksApart;
    copy.nextOperationAtUs = this.nextOperationAtUs;
    return copy;
  }

  private noteAct(cluster: Cluster): void {
    this.actedAtEvent = cluster.eventCount;
    this.actedAtUs = cluster.nowUs;
  }

  /** Carries out what the plan asks for until that is to let time pass. */
  private carryOutSome(cluster: Cluster): void {
    this.noteAct(cluster);
    for (let part = this.plan.next(cluster); part !== undefined; part = this.plan.next(cluster)) {
      if (part.kind === "pass-time") {
        if (clockSpreadUs(cluster) > CLOCKS_APART_US) this.clocksApart++;
        this.nextOperationAtUs = cluster.nowUs + part.forUs;
        cluster.wakeDirectorAt(this.nextOperationAtUs);
        return;
      }
      if (part.kind === "submit") this.submit(cluster, part.client ?? this.drawClient(cluster));
      else if (part.kind === "instruct") this.instruct(cluster, part.node, part.instruction);
      else if (isTask(part)) this.operator.carryOut(cluster, part, this.operationsDone, this.nemesis.journal);
      else this.strike(cluster, part);
    }
    const { recording } = this.nemesis.journal;
    if (recording !== undefined) recording.stormEndsAtUs = cluster.nowUs;
    this.calm = new Calm(cluster, this.calmPlan, this.nemesis);
    this.phase = "calm";
  }

  private submit(cluster: Cluster, client: number): void {
    this.submitted++;
    this.nemesis.journal.recording?.note(cluster.nowUs, { kind: "submit", client });
    submitTo(cluster, clientId(cluster, client));
  }

  /** Leases were drawn for clocks that keep their rates: once one was touched, none is trusted. */
  private strike(cluster: Cluster, fault: Fault): void {
    const hit = this.nemesis.carryOut(cluster, fault, this.operationsDone);
    if (hit !== undefined && touchesClock(fault)) cluster.witness.distrustLeases();
  }

  private drawClient({ clients }: Cluster): number {
    return this.choices.belowAt(TARGET, 0, this.plan.operationsDone, clients);
  }

  /** Who is down or stands still cannot be asked: a person would be told so. */
  private instruct(cluster: Cluster, node: number, instruction: Instruction): void {
    if (cluster.isListening(node)) this.operator.ask(cluster, node, instruction, this.nemesis.journal);
  }
}

/** How far the clocks of the nodes are apart. */
function clockSpreadUs(cluster: Cluster): number {
  let earliestUs = Number.MAX_SAFE_INTEGER;
  let latestUs = 0;
  for (let node = 1; node <= cluster.nodes; node++) {
    const shownUs = cluster.localTimeUs(node);
    earliestUs = Math.min(earliestUs, shownUs);
    latestUs = Math.max(latestUs, shownUs);
  }
  return latestUs - earliestUs;
}
