import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/**
 * A snapshot from a leader takes nothing away: one that does not reach beyond what the node has committed is not
 * installed, nor one whose last entry stands in the node's log with others behind it (§7, figure 13, step 6).
 */
export class InstallKeepsLog implements Checker {
  readonly name = "install-keeps-log";
  readonly promisedBy = "node";
  readonly needs = [...LOG_OBSERVATIONS, "committed", "applied", "snapshotInstalled"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  snapshotInstalled(node: number, index: number, term: number): void {
    const { knownIndex, logs } = this.evidence.node(node);
    const { length } = logs.memory;
    const installed = `${nodeName(node)} replaced its log by a snapshot up to entry ${index} of term ${term}`;
    if (index <= knownIndex) {
      this.evidence.report(this, [node], `${installed}, but had committed up to ${knownIndex}`);
    } else if (index < length && logs.hasAppended(index, term)) {
      this.evidence.report(
        this,
        [node],
        `${installed}, which was in its log, and lost the entries from there to ${length}`,
      );
    }
  }

  fork(evidence: Evidence): InstallKeepsLog {
    return new InstallKeepsLog(evidence);
  }
}
