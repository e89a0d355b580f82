import type { Clock } from "./clock.ts";
import { NO_EVENT } from "./event-queue.ts";
import { NO_DEADLINE } from "./program.ts";

/**
 * An endpoint's one deadline, and the queued event that will look whether it has been reached.
 *
 * Programs move their deadline later with almost every event. That costs nothing here: the event stays where it is, and
 * when it comes too early a new one is queued. Only the earliest event queued counts; others find nothing to do.
 */
export class Timer {
  /** On the local clock. */
  deadlineUs = NO_DEADLINE;
  /** When the event that counts is due, in the world's time. */
  private armedAtUs = NO_EVENT;

  /** When to queue an event for the deadline: `NO_EVENT` if none is needed. */
  arm(clock: Clock, nowUs: number): number {
    if (this.deadlineUs === NO_DEADLINE) return NO_EVENT;
    const dueUs = Math.max(nowUs, clock.worldTimeUs(this.deadlineUs));
    if (dueUs >= this.armedAtUs) return NO_EVENT;
    this.armedAtUs = dueUs;
    return dueUs;
  }

  /** The event queued for `eventUs` has come: true if the deadline is reached, and now spent. */
  ring(eventUs: number, localNowUs: number): boolean {
    if (eventUs !== this.armedAtUs) return false;
    this.armedAtUs = NO_EVENT;
    if (localNowUs < this.deadlineUs) return false;
    this.deadlineUs = NO_DEADLINE;
    return true;
  }

  /** The endpoint crashed: its deadline is gone, and so is what is queued for it. */
  clear(): void {
    this.deadlineUs = NO_DEADLINE;
    this.armedAtUs = NO_EVENT;
  }

  fork(): Timer {
    const copy = new Timer();
    copy.deadlineUs = this.deadlineUs;
    copy.armedAtUs = this.armedAtUs;
    return copy;
  }
}
