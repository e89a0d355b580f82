import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { Sightings } from "../sightings.ts";
import { nodeName } from "../words.ts";

/**
 * A server's term never falls while it runs, and a restart never takes it below a term in which it has voted or
 * acknowledged entries: others count on those (figure 2, persistent state).
 */
export class MonotonicTerm implements Checker {
  readonly name = "monotonic-term";
  readonly promisedBy = "node";
  readonly needs = ["restarted", "termChanged", "voteRequested", "voteGranted", "appendAcknowledged"] as const;
  private readonly evidence: Evidence;
  /** By node, the highest term in which it has made a promise. */
  private readonly promised: Sightings;

  constructor(evidence: Evidence, promised = new Sightings()) {
    this.evidence = evidence;
    this.promised = promised;
  }

  termChanged(node: number, term: number): void {
    const before = this.evidence.node(node).term;
    if (term >= before) return;
    this.evidence.report(this, [node], `the term of ${nodeName(node)} fell from ${before} to ${term}`);
  }

  restarted(node: number, term: number): void {
    if (!this.promised.has(node) || this.promised.valueAt(node) <= term) return;
    const promise = `voted or acknowledged entries in term ${this.promised.valueAt(node)}`;
    const message = `${nodeName(node)} restarted in term ${term}, but had ${promise} at ${this.promised.whenAt(node)}`;
    this.evidence.report(this, [node], message);
  }

  voteRequested(node: number, term: number): void {
    this.promise(node, term);
  }

  voteGranted(node: number, term: number): void {
    this.promise(node, term);
  }

  appendAcknowledged(node: number, term: number): void {
    this.promise(node, term);
  }

  fork(evidence: Evidence): MonotonicTerm {
    return new MonotonicTerm(evidence, this.promised.fork());
  }

  private promise(node: number, term: number): void {
    const known = this.promised.has(node) ? this.promised.valueAt(node) : 0;
    if (term > known) this.promised.note(node, term, node, this.evidence);
  }
}
