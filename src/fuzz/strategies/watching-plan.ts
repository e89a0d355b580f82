import type { Operation, Plan } from "../../chaos/index.ts";
import type { Choices } from "../../sim/index.ts";
import type { Cluster } from "../cluster.ts";

/** Operations that wait for what a cluster comes to: it looks at it at times of its own choice, and says what is due then. */
export abstract class WatchingPlan implements Plan {
  operationsDone = 0;
  protected nowUs = 0;
  /** When to look next. */
  protected lookAtUs = 0;
  protected readonly due: Operation[] = [];
  private readonly operations: number;
  private readonly purpose: number;
  private readonly choices: Choices;

  /** `purpose`: what its choices are made for. */
  constructor(operations: number, choices: Choices, purpose: number) {
    this.operations = operations;
    this.choices = choices;
    this.purpose = purpose;
  }

  next(cluster: Cluster): Operation | undefined {
    while (this.due.length === 0 && this.nowUs >= this.lookAtUs) {
      if (this.operationsDone >= this.operations) return undefined;
      this.look(cluster);
    }
    const due = this.due.shift();
    if (due !== undefined) {
      this.operationsDone++;
      return due;
    }
    const forUs = this.lookAtUs - this.nowUs;
    this.nowUs = this.lookAtUs;
    return { kind: "pass-time", forUs };
  }

  fork(): this {
    const own = { due: [...this.due], choices: this.choices.fork() };
    return Object.assign(Object.create(Object.getPrototypeOf(this)) as this, this, own);
  }

  protected draw(bound: number): number {
    return this.choices.below(this.purpose, 0, bound);
  }

  /** Adds what is due now, and sets when to look next. */
  protected abstract look(cluster: Cluster): void;
}
