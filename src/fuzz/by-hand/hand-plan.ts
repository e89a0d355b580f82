import type { Operation, Plan } from "../../chaos/index.ts";
import type { Cluster } from "../cluster.ts";

/** How often it is asked what comes next: who ends it waits no longer than this. */
const TICK_US = 10_000;
const TICKS_PER_SECOND = 100;

/**
 * Lasts until a person ends it. First comes all that another plan asks for, if there is one; then time passes, in which
 * clients are handed so many commands a second.
 */
export class HandPlan implements Plan {
  private readonly storm: Plan | undefined;
  private readonly commandsPerSecond: number;
  private ticks = 0;
  private commands = 0;
  private hasEnd = false;

  constructor(storm: Plan | undefined, commandsPerSecond: number) {
    this.storm = storm;
    this.commandsPerSecond = commandsPerSecond;
  }

  get operationsDone(): number {
    return (this.storm?.operationsDone ?? 0) + this.commands;
  }

  /** From now on it is over as soon as the other plan is. */
  end(): void {
    this.hasEnd = true;
  }

  next(cluster: Cluster): Operation | undefined {
    const part = this.storm?.next(cluster);
    if (part !== undefined) return part;
    if (this.hasEnd) return undefined;
    if ((this.commands + 1) * TICKS_PER_SECOND <= this.ticks * this.commandsPerSecond) {
      this.commands++;
      return { kind: "submit" };
    }
    this.ticks++;
    return { kind: "pass-time", forUs: TICK_US };
  }

  fork(): HandPlan {
    const copy = new HandPlan(this.storm?.fork(), this.commandsPerSecond);
    copy.ticks = this.ticks;
    copy.commands = this.commands;
    copy.hasEnd = this.hasEnd;
    return copy;
  }
}
