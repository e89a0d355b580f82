import { type Operation, TASKS } from "../../chaos/index.ts";
import { type Choices, purposeNumber } from "../../sim/index.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import { drawBlows } from "./blows.ts";
import { isAt, type Moment } from "./moments.ts";
import { WatchingPlan } from "./watching-plan.ts";

const STRIKE = purposeNumber("strike");

/** How often the cluster is looked at while a strike waits for its moment, and how long it waits for it at the most. */
const LOOK_EVERY_US = 1_000;
const PATIENCE_US = 300_000;
/** Between two strikes passes less than two to the power of so many microseconds. */
const REST_BITS = 18;
/** A strike comes less than two to the power of so many microseconds after its moment: most often nearly at once. */
const DELAY_BITS = 14;
const MOST_SUBMISSIONS = 4;

/** What an operator asks for: mostly what takes long. */
const ASKED = ["change-membership", "change-membership", "change-membership", ...TASKS, "stop"] as const;

/**
 * Strikes, one after the other. Each waits until a node is in the middle of something; then things happen to it and to
 * those around it, and clients and an operator ask for something just before or after.
 */
export class TargetedPlan extends WatchingPlan {
  private readonly moments: readonly Moment[];
  private moment: Moment;
  private patienceEndsUs = 0;
  /** Whom to strike at the next look; 0: nobody yet. */
  private victim = 0;
  /** The nodes that were at the moment when it was last looked. */
  private wereAt: readonly number[] = [];

  constructor(operations: number, moments: readonly Moment[], choices: Choices) {
    super(operations, choices, STRIKE);
    this.moments = moments;
    this.moment = moments[0]!;
    this.aim();
  }

  protected look(cluster: Cluster): void {
    if (this.victim !== 0) {
      this.strike(cluster);
      return;
    }
    const areAt: number[] = [];
    for (let node = 1; node <= cluster.nodes; node++) {
      const view = viewOf(cluster, node);
      if (view !== undefined && isAt(this.moment, view)) areAt.push(node);
    }
    const arrived = areAt.filter((node) => !this.wereAt.includes(node));
    this.wereAt = areAt;
    if (arrived.length > 0) {
      this.victim = arrived[this.draw(arrived.length)]!;
      this.lookAtUs = this.nowUs + this.draw(2 ** this.draw(DELAY_BITS));
    } else if (this.nowUs >= this.patienceEndsUs) this.aim();
    else this.lookAtUs = this.nowUs + LOOK_EVERY_US;
  }

  private strike(cluster: Cluster): void {
    const asked = this.drawAsked();
    const blows = drawBlows(cluster, this.victim, (bound) => this.draw(bound));
    this.due.push(...(this.draw(2) === 0 ? [...asked, ...blows] : [...blows, ...asked]));
    this.aim();
  }

  /** Rests, and then waits for another moment. */
  private aim(): void {
    this.victim = 0;
    this.operationsDone++;
    this.due.push(...this.drawAsked());
    this.moment = this.moments[this.draw(this.moments.length)]!;
    this.lookAtUs = this.nowUs + 1 + this.draw(2 ** this.draw(REST_BITS + 1));
    this.patienceEndsUs = this.lookAtUs + PATIENCE_US;
  }

  private drawAsked(): Operation[] {
    const asked: Operation[] = Array.from({ length: this.draw(MOST_SUBMISSIONS) }, () => ({ kind: "submit" }));
    if (this.draw(4) !== 0) asked.push(this.drawTask());
    return asked;
  }

  private drawTask(): Operation {
    const kind = ASKED[this.draw(ASKED.length)]!;
    return kind === "stop" ? { kind, aim: "leader", forUs: 1 + this.draw(2 ** REST_BITS) } : { kind };
  }
}
