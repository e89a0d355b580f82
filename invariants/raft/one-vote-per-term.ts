import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/** A server votes for at most one candidate in a given term, itself included, whether or not it restarted (§5.2). */
export class OneVotePerTerm implements Checker {
  readonly name = "one-vote-per-term";
  readonly promisedBy = "node";
  readonly needs = ["voteRequested", "voteGranted"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  voteRequested(node: number, term: number): void {
    this.check(node, term, node);
  }

  voteGranted(node: number, term: number, candidate: number): void {
    this.check(node, term, candidate);
  }

  fork(evidence: Evidence): OneVotePerTerm {
    return new OneVotePerTerm(evidence);
  }

  private check(node: number, term: number, candidate: number): void {
    const { votes } = this.evidence.node(node);
    const earlier = votes.valueOf(term);
    if (earlier === 0 || earlier === candidate) return;
    const facts = `for ${nodeName(earlier)} at ${votes.whenOf(term)}, for ${nodeName(candidate)} now`;
    this.evidence.report(this, [node, earlier, candidate], `${nodeName(node)} voted twice in term ${term}: ${facts}`);
  }
}
