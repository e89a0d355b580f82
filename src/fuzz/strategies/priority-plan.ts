import type { Operation, Plan } from "../../chaos/index.ts";
import { type Choices, purposeNumber } from "../../sim/index.ts";
import type { Cluster } from "../cluster.ts";

const PRIORITY = purposeNumber("priority");

/** How late messages are that are sent over a link of each priority. */
const LATE_US = [0, 0, 10_000, 60_000, 250_000, 600_000] as const;

/** Between two changes passes less than two to the power of so many microseconds. */
const LEAST_APART_BITS = 10;
const MOST_APART_BITS = 20;

/**
 * The operations of another plan, while each link between nodes has a priority: what is sent over one of a lower
 * priority is overtaken by all that goes over the others. Now and then a node's links, or one of them, get another. A bug
 * that needs a few messages in an order of its own needs only as many changes, and not each message late by chance
 * (Burckhardt and others, A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, 2010).
 */
export class PriorityPlan implements Plan {
  private readonly rest: Plan;
  private readonly choices: Choices;
  private nowUs = 0;
  /** When the other plan goes on. */
  private restAtUs = 0;
  private changeAtUs = 0;
  private readonly due: Operation[] = [];

  constructor(rest: Plan, choices: Choices) {
    this.rest = rest;
    this.choices = choices;
  }

  get operationsDone(): number {
    return this.rest.operationsDone;
  }

  next(cluster: Cluster): Operation | undefined {
    if (this.nowUs >= this.changeAtUs) this.change(cluster.nodes);
    const due = this.due.shift();
    if (due !== undefined) return due;
    if (this.nowUs >= this.restAtUs) {
      const part = this.rest.next(cluster);
      if (part?.kind !== "pass-time") return part;
      this.restAtUs = this.nowUs + part.forUs;
    }
    const untilUs = Math.min(this.restAtUs, this.changeAtUs);
    const forUs = untilUs - this.nowUs;
    this.nowUs = untilUs;
    return { kind: "pass-time", forUs };
  }

  fork(): PriorityPlan {
    const own = { rest: this.rest.fork(), due: [...this.due], choices: this.choices.fork() };
    return Object.assign(Object.create(PriorityPlan.prototype) as PriorityPlan, this, own);
  }

  /** At first a third of all links, later those of one node, or one of them. */
  private change(nodes: number): void {
    const isFirst = this.changeAtUs === 0;
    const from = 1 + this.draw(nodes);
    const only = this.draw(2) === 0 ? undefined : 1 + this.draw(nodes);
    for (let one = 1; one <= nodes; one++) {
      for (let other = 1; other <= nodes; other++) {
        if (one === other) continue;
        const changes = isFirst ? this.draw(3) === 0 : one === from && other === (only ?? other);
        if (changes) this.setPriority(one, other);
      }
    }
    const bits = LEAST_APART_BITS + this.draw(MOST_APART_BITS - LEAST_APART_BITS + 1);
    this.changeAtUs = this.nowUs + 1 + this.draw(2 ** bits);
  }

  private setPriority(from: number, to: number): void {
    const lateUs = LATE_US[this.draw(LATE_US.length)]!;
    const changes = { delayPerMillion: lateUs === 0 ? 0 : 1_000_000, delayMinUs: lateUs, delayMaxUs: lateUs };
    this.due.push({ kind: "set-conditions", changes, scope: { from, to } });
  }

  private draw(bound: number): number {
    return this.choices.below(PRIORITY, 0, bound);
  }
}
