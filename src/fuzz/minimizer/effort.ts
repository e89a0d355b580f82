import { performance } from "node:perf_hooks";

/** What it costs to set up a trial, as so many events. */
const SETUP_EVENTS = 100;

/** Thrown where work must end: whoever asked for it takes the best that was found before. */
export class EffortSpent extends Error {
  override readonly name = "EffortSpent";
}

/** How much may still be tried. Events decide; time only cuts what takes too long for a person. */
export class Effort {
  ending: "done" | "out-of-time" | "interrupted" = "done";
  private eventsLeft: number;
  /** What part of the work may use, until no more is left than this. */
  private floor = 0;
  private readonly untilMs: number;
  private readonly signal: Pick<AbortSignal, "aborted"> | undefined;

  constructor(events: number, limitMs: number, signal: Pick<AbortSignal, "aborted"> | undefined) {
    this.eventsLeft = events;
    this.untilMs = performance.now() + limitMs;
    this.signal = signal;
  }

  get left(): number {
    return this.eventsLeft;
  }

  spend(events: number): void {
    this.eventsLeft -= SETUP_EVENTS + events;
  }

  /** Lets a part of the work use so many events at the most. @throws EffortSpent when all work must end. */
  allot(events: number, part: () => void): void {
    const { floor } = this;
    this.floor = Math.max(floor, this.eventsLeft - events);
    try {
      part();
    } catch (error) {
      // What ends all work ends the parts around this one too.
      if (!(error instanceof EffortSpent) || this.isOver || this.eventsLeft <= floor) throw error;
    } finally {
      this.floor = floor;
    }
  }

  /** @throws EffortSpent when it is time to end. */
  check(): void {
    if (this.signal?.aborted) this.ending = "interrupted";
    else if (performance.now() > this.untilMs) this.ending = "out-of-time";
    if (this.isOver || this.eventsLeft <= this.floor) throw new EffortSpent();
  }

  private get isOver(): boolean {
    return this.ending !== "done";
  }
}
