import { FOR_GOOD, type Operation, TASKS } from "../../chaos/index.ts";
import { type Choices, purposeNumber } from "../../sim/index.ts";
import { newestLeader } from "../by-hand/aiming.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import { drawDivision, drawTroubles } from "./divisions.ts";
import { WatchingPlan } from "./watching-plan.ts";

const DIVISION = purposeNumber("division");

/** How often the cluster is looked at while it has not elected anybody yet, and how long a turn waits for that. */
const LOOK_EVERY_US = 5_000;
const PATIENCE_US = 700_000;
/** A turn ends less than two to the power of so many microseconds after its leader was elected. */
const AFTERMATH_BITS = [8, 10, 12, 13, 14, 15, 16] as const;
/** The same of one that waits for nobody, after it began. */
const BRIEF_BITS = [10, 12, 14, 15, 16, 17, 18, 19] as const;

/** What an operator asks for: mostly what takes long. */
const ASKED = ["change-membership", "change-membership", ...TASKS] as const;

/** What is asked of the cluster, before and after each division and when somebody has won. */
export interface Demand {
  /** Commands of clients at one time, at the most. */
  readonly commands: number;
  /** One time in so many an operator asks for something; never if 0. */
  readonly tasksOneIn: number;
}

/**
 * Turns, in each of which the cluster is divided in another way: often so that its leader is in the minority, and most
 * turns end soon after somebody was elected. So each leader has entries that others lack, the next majority has hardly
 * any of them, and the one after that brings them together again.
 */
export class MajoritiesPlan extends WatchingPlan {
  private readonly demand: Demand;
  private turnEndsAtUs = PATIENCE_US;
  /** Whether the turn ends early once somebody leads a term above this one. */
  private awaitsLeader = true;
  private oldTerm = 0;
  private isDivided = false;

  constructor(operations: number, demand: Demand, choices: Choices) {
    super(operations, choices, DIVISION);
    this.demand = demand;
  }

  protected look(cluster: Cluster): void {
    const leader = newestLeader(cluster);
    const term = leader === undefined ? 0 : viewOf(cluster, leader)!.term;
    if (this.nowUs >= this.turnEndsAtUs) this.divide(cluster, leader, term);
    else if (this.awaitsLeader && term > this.oldTerm) {
      this.awaitsLeader = false;
      this.turnEndsAtUs = this.nowUs + this.drawUs(AFTERMATH_BITS);
      this.due.push(...this.drawDemand());
    }
    this.lookAtUs = this.awaitsLeader ? Math.min(this.nowUs + LOOK_EVERY_US, this.turnEndsAtUs) : this.turnEndsAtUs;
  }

  /** Ends the turn, and begins the next. */
  private divide({ nodes }: Cluster, leader: number | undefined, term: number): void {
    const draw = (bound: number): number => this.draw(bound);
    const centre = leader ?? 1 + this.draw(nodes);
    const division = drawDivision(nodes, centre, draw);
    if (this.isDivided) this.due.push({ kind: "heal" });
    this.due.push(...this.drawDemand());
    this.isDivided = division.length > 0;
    if (this.isDivided) this.due.push({ kind: "cut-off", nodes: division, forUs: FOR_GOOD });
    this.due.push(...drawTroubles(nodes, centre, draw), ...this.drawDemand());
    this.operationsDone++;
    this.oldTerm = Math.max(this.oldTerm, term);
    this.awaitsLeader = isOutvoted(centre, division, nodes) ? this.draw(8) !== 0 : this.draw(4) === 0;
    this.turnEndsAtUs = this.nowUs + (this.awaitsLeader ? PATIENCE_US : this.drawUs(BRIEF_BITS));
  }

  private drawUs(bits: readonly number[]): number {
    return 1 + this.draw(2 ** bits[this.draw(bits.length)]!);
  }

  private drawDemand(): Operation[] {
    const { commands, tasksOneIn } = this.demand;
    const demand: Operation[] = Array.from({ length: this.draw(commands + 1) }, () => ({ kind: "submit" }));
    if (tasksOneIn > 0 && this.draw(tasksOneIn) === 0) demand.push({ kind: ASKED[this.draw(ASKED.length)]! });
    return demand;
  }
}

/** Whether a node has no majority of all on its side. */
function isOutvoted(node: number, division: readonly number[], nodes: number): boolean {
  const side = division.includes(node) ? division.length : nodes - division.length;
  return side * 2 <= nodes;
}
