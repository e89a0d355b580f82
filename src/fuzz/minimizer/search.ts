import type { Candidate } from "./candidate.ts";
import type { Effort } from "./effort.ts";
import { HIGHEST_LEVEL, type Timing } from "./timing.ts";
import type { Found, Laboratory } from "./trial.ts";

/** A candidate may take so much longer than the best so far. */
const SLACK_US = 300_000;
const SLACK_EVENTS = 1_000;
const FIRST_SALT = 1_000_000;

/** The best tape so far, and what is tried to make it better. */
export class Search {
  private found: Found;
  private readonly laboratory: Laboratory;
  private readonly onProgress: (best: Found) => void;
  private salt = FIRST_SALT;

  constructor(laboratory: Laboratory, best: Found, onProgress: (best: Found) => void) {
    this.laboratory = laboratory;
    this.found = best;
    this.onProgress = onProgress;
    onProgress(best);
  }

  get best(): Found {
    return this.found;
  }

  get effort(): Effort {
    return this.laboratory.effort;
  }

  /** One that was not tried before. */
  freshSalt(): number {
    return this.salt++;
  }

  take(better: Found): void {
    this.found = better;
    this.onProgress(better);
  }

  /** Tries the best with some things changed, with its own timing and so many others; true if it is the best now. */
  improve(changes: Partial<Candidate>, otherTimings: number): boolean {
    const { best } = this;
    const candidate = { ...best.candidate, ...changes };
    const endsAtUs = candidate.endsAtUs + SLACK_US;
    const maxEvents = best.events * 2 + SLACK_EVENTS;
    const level = candidate.timing.kind === "drawn" ? candidate.timing.level : HIGHEST_LEVEL;
    for (let trial = 0; trial <= otherTimings; trial++) {
      const timing: Timing = trial === 0 ? candidate.timing : { kind: "drawn", level, salt: this.freshSalt() };
      const found = this.laboratory.attempt({ ...candidate, endsAtUs, timing }, maxEvents);
      if (found === undefined) continue;
      this.take(found);
      return true;
    }
    return false;
  }
}
