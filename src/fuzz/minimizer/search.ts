import { entriesOf } from "../tape/tape.ts";
import type { Candidate } from "./candidate.ts";
import { compareReadings } from "./easier.ts";
import type { Effort } from "./effort.ts";
import type { Timing } from "./timing.ts";
import type { Found, Laboratory } from "./trial.ts";

/** A candidate may take so much longer than the best so far. */
const SLACK_US = 300_000;
const SLACK_EVENTS = 1_000;
/** What setting up a trial costs, and what it may take longer than the best. */
const EVENTS_MORE = 300;
/** For how many changes the work that is left must do. */
const CHANGES = 100;
const FIRST_SALT = 1_000_000;

/** Tries the best with some things changed; true if it is the best now. */
export type Keep = (changes: Partial<Candidate>) => boolean;

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

  /** Lets a part of the work make so many trials as long as the best, at the most. */
  allot(trials: number, part: () => void): void {
    this.effort.allot(trials * (this.best.events + EVENTS_MORE), part);
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
  improve(changes: Partial<Candidate>, otherTimings: number, mostEntries = Number.MAX_SAFE_INTEGER): boolean {
    const { best } = this;
    const candidate = { ...best.candidate, ...changes };
    const endsAtUs = candidate.endsAtUs + SLACK_US;
    const maxEvents = best.events * 2 + SLACK_EVENTS;
    for (let trial = 0; trial <= Math.min(otherTimings, this.affordable); trial++) {
      const timing = trial === 0 ? candidate.timing : this.otherTiming(candidate.timing);
      const found = this.laboratory.attempt({ ...candidate, endsAtUs, timing }, maxEvents);
      if (found === undefined || entriesOf(found.tape) > mostEntries) continue;
      if (timing.kind === "varied" && compareReadings(found.tape, best.tape) >= 0) continue;
      this.take(timing.kind === "varied" ? asTaped(found) : found);
      return true;
    }
    return false;
  }

  /** Tries the best with some values changed; true if it is the best now, of no more entries and events than these. */
  simplify(changes: Partial<Candidate>, mostEntries: number, mostEvents: number): boolean {
    const candidate = { ...this.best.candidate, ...changes };
    const found = this.laboratory.attempt({ ...candidate, endsAtUs: candidate.endsAtUs + SLACK_US }, mostEvents);
    if (found === undefined || found.events > mostEvents || entriesOf(found.tape) > mostEntries) return false;
    this.take(found);
    return true;
  }

  /** How many trials of one change may be made: where each takes long, there is much else to try. */
  private get affordable(): number {
    return Math.floor(this.effort.left / (CHANGES * (this.best.events + EVENTS_MORE)));
  }

  private otherTiming(timing: Timing): Timing {
    const salt = this.freshSalt();
    if (timing.kind === "drawn") return { ...timing, salt };
    return { kind: "varied", departures: timing.departures, level: 1 + (salt % 2), salt };
  }
}

/** The same run, told by all that departed in it. */
export function asTaped(found: Found): Found {
  const { departures } = found.tape;
  return { ...found, candidate: { ...found.candidate, timing: { kind: "taped", departures } } };
}
