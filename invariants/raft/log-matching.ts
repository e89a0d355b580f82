import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { EntryTable } from "../entry-table.ts";
import type { Evidence } from "../evidence.ts";
import { chainedHash } from "../hash-chain.ts";
import type { ObservedLog } from "../observed-log.ts";
import { nodeName } from "../words.ts";

/**
 * If two logs contain an entry with the same index and term, the logs are identical up to and including that index
 * (§5.3). It holds for all logs that ever were: of crashed nodes, of entries long truncated, in memory and on disk.
 */
export class LogMatching implements Checker {
  readonly name = "log-matching";
  readonly promisedBy = "cluster";
  readonly needs = LOG_OBSERVATIONS;
  private readonly evidence: Evidence;
  private readonly entries: EntryTable;

  constructor(evidence: Evidence, entries = new EntryTable()) {
    this.evidence = evidence;
    this.entries = entries;
  }

  appended(node: number, index: number, term: number, digest: number): void {
    this.check(node, this.evidence.node(node).logs.memory, index, term, digest);
  }

  entryPersisted(node: number, index: number, term: number, digest: number): void {
    this.check(node, this.evidence.node(node).logs.durable, index, term, digest);
  }

  fork(evidence: Evidence): LogMatching {
    return new LogMatching(evidence, this.entries.fork());
  }

  private check(node: number, log: ObservedLog, index: number, term: number, digest: number): void {
    if (index !== log.length + 1) return;
    const hash = chainedHash(log.lastHash, term, digest);
    const row = this.entries.find(index, term);
    if (row === 0) this.entries.add(index, term, hash, node, this.evidence);
    else if (this.entries.hashAt(row) !== hash) {
      const there = `${nodeName(node)} now has another entry, or another history before it, there`;
      const message = `entry ${index} of term ${term} was in the log of ${this.entries.phraseAt(row)}; ${there}`;
      this.evidence.report(this, [this.entries.nodeAt(row), node], message);
    }
  }
}
