import type { Checker } from "../checker.ts";
import { missingQuorum } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/**
 * A leader has the votes of a quorum for its term, its own among them if it is a voter (§5.2): a majority of the voters in
 * the newest configuration of its log, and of the outgoing ones while that is joint (dissertation §4.3).
 */
export class ElectionQuorum implements Checker {
  readonly name = "election-quorum";
  readonly promisedBy = "cluster";
  readonly needs = ["voteRequested", "voteGranted", "becameLeader"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  becameLeader(node: number, term: number): void {
    const { evidence } = this;
    const { facts } = evidence.node(node).configurations.memory;
    const votedForIt = (voter: number) => voter === node || evidence.nodes[voter - 1]?.votes.valueOf(term) === node;
    const missing = missingQuorum(facts, votedForIt, "voted for it");
    if (missing === undefined) return;
    evidence.report(this, [node], `${nodeName(node)} became leader in term ${term}, but ${missing}`);
  }

  fork(evidence: Evidence): ElectionQuorum {
    return new ElectionQuorum(evidence);
  }
}
