import { NO_DEADLINE } from "../../raft/index.ts";

/** The longest that a timer can be set for, in milliseconds. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * One timer for a deadline that moves all the time. A deadline that moves on leaves the timer as it is: it rings early
 * then, once, and is set anew. So a follower that hears from its leader every few milliseconds sets no timers.
 */
export class Alarm {
  private readonly ring: () => void;
  private timer: NodeJS.Timeout | undefined = undefined;
  private setForUs = NO_DEADLINE;

  constructor(ring: () => void) {
    this.ring = ring;
  }

  /** It rings at the deadline at the latest, or not at all. */
  set(nowUs: number, deadlineUs: number): void {
    if (this.setForUs <= deadlineUs) return;
    this.cancel();
    this.setForUs = deadlineUs;
    const delayMs = Math.ceil((deadlineUs - nowUs) / 1_000);
    this.timer = setTimeout(() => this.rung(), Math.min(Math.max(delayMs, 0), MAX_DELAY_MS));
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.setForUs = NO_DEADLINE;
  }

  private rung(): void {
    this.setForUs = NO_DEADLINE;
    this.ring();
  }
}
