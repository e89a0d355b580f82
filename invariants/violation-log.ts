import type { Violation } from "./observation.ts";
import type { Moment } from "./sightings.ts";

/** Violations kept beyond the first of each invariant, which always is. One cause tends to break much. */
const KEPT_LIMIT = 10;

/** What the checkers found: the first reports. */
export class ViolationLog {
  readonly kept: Violation[];

  constructor(kept: Violation[] = []) {
    this.kept = kept;
  }

  report(invariant: string, moment: Moment, nodes: readonly number[], message: string): void {
    if (this.kept.length >= KEPT_LIMIT && this.kept.some((earlier) => earlier.invariant === invariant)) return;
    const ascending = [...new Set(nodes)].sort((a, b) => a - b);
    this.kept.push({ invariant, event: moment.event, atUs: moment.atUs, nodes: ascending, message });
  }

  fork(): ViolationLog {
    return new ViolationLog(this.kept.slice());
  }
}
