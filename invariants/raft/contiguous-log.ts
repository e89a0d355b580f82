import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/** A log has no gaps, and an entry is replaced only by truncating first: each one is added exactly at the end (§5.3). */
export class ContiguousLog implements Checker {
  readonly name = "contiguous-log";
  readonly promisedBy = "node";
  readonly needs = LOG_OBSERVATIONS;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  appended(node: number, index: number, term: number): void {
    const { length } = this.evidence.node(node).logs.memory;
    if (index !== length + 1) this.report(node, index, term, "log", length);
  }

  entryPersisted(node: number, index: number, term: number): void {
    const { length } = this.evidence.node(node).logs.durable;
    if (index !== length + 1) this.report(node, index, term, "durable log", length);
  }

  fork(evidence: Evidence): ContiguousLog {
    return new ContiguousLog(evidence);
  }

  private report(node: number, index: number, term: number, log: string, length: number): void {
    const message = `${nodeName(node)} added entry ${index} of term ${term} to its ${log}, which ended at ${length}`;
    this.evidence.report(this, [node], message);
  }
}
