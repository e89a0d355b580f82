import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName, nodeNames } from "../words.ts";

/** A leader has the votes of a majority of the servers for its term, its own among them (§5.2). */
export class ElectionQuorum implements Checker {
  readonly name = "election-quorum";
  readonly promisedBy = "cluster";
  readonly needs = ["voteRequested", "voteGranted", "becameLeader"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  becameLeader(node: number, term: number): void {
    const { nodes } = this.evidence;
    const voters: number[] = [];
    for (const voter of nodes) {
      if (voter.id === node || voter.votes.valueOf(term) === node) voters.push(voter.id);
    }
    if (this.evidence.isMajority(voters.length)) return;
    const votes = `${voters.length} of ${nodes.length} nodes voted for it: ${nodeNames(voters)}`;
    this.evidence.report(this, [node], `${nodeName(node)} became leader in term ${term}, but only ${votes}`);
  }

  fork(evidence: Evidence): ElectionQuorum {
    return new ElectionQuorum(evidence);
  }
}
