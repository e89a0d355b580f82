import type { Mark, Moment } from "./program.ts";

/** How often processes ended with an event of their own, all together. */
export class EndCounters {
  /** Programs that ended themselves. */
  halts = 0;
  /** Crashes that had waited for a moment. */
  crashesAtMoments = 0;

  fork(): EndCounters {
    return Object.assign(new EndCounters(), this);
  }
}

/**
 * Whether a process ends with the event under way: because its program says so, or because a moment comes that a crash
 * waits for. By then the event's messages are sent and its writes are made, and none of them is synced.
 */
export class Ending {
  /** The moment that a crash waits for. */
  awaited: Moment | undefined = undefined;
  private momentCame = false;
  private halts = false;

  mark(mark: Mark): void {
    if (mark === this.awaited) this.momentCame = true;
  }

  halt(): void {
    this.halts = true;
  }

  /** The event is over; whether the process is too. */
  isDue(counters: EndCounters): boolean {
    if (!this.momentCame && !this.halts) return false;
    if (this.momentCame) counters.crashesAtMoments++;
    else counters.halts++;
    return true;
  }

  /** The endpoint crashed: what was to end its process has no object any more. */
  clear(): void {
    this.awaited = undefined;
    this.momentCame = false;
    this.halts = false;
  }

  fork(): Ending {
    return Object.assign(new Ending(), this);
  }
}
