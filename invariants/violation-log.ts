import type { Violation } from "./observation.ts";
import type { Moment } from "./sightings.ts";

/** Violations kept beyond the first of each invariant, which always is. One cause tends to break much. */
const KEPT_LIMIT = 10;

/** What the checkers found. All reports are counted; the first ones are kept. */
export class ViolationLog {
  readonly kept: Violation[];
  private readonly reports: Map<string, number>;

  constructor(kept: Violation[] = [], reports = new Map<string, number>()) {
    this.kept = kept;
    this.reports = reports;
  }

  report(invariant: string, moment: Moment, nodes: readonly number[], message: string): void {
    const earlier = this.countOf(invariant);
    this.reports.set(invariant, earlier + 1);
    if (earlier > 0 && this.kept.length >= KEPT_LIMIT) return;
    const ascending = [...new Set(nodes)].sort((a, b) => a - b);
    this.kept.push({ invariant, event: moment.event, atUs: moment.atUs, nodes: ascending, message });
  }

  /** How often an invariant was reported as broken, kept or not. */
  countOf(invariant: string): number {
    return this.reports.get(invariant) ?? 0;
  }

  fork(): ViolationLog {
    return new ViolationLog(this.kept.slice(), new Map(this.reports));
  }
}
