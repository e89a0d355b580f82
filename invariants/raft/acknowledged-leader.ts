import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/**
 * An append is acknowledged in a term only to the leader of that term: a server refuses the requests of older terms
 * (figure 2, AppendEntries step 1), and a term has one leader (§5.2).
 */
export class AcknowledgedLeader implements Checker {
  readonly name = "acknowledged-leader";
  readonly promisedBy = "cluster";
  readonly needs = ["becameLeader", "appendAcknowledged"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  appendAcknowledged(node: number, term: number, index: number, leader: number): void {
    const { leaders } = this.evidence;
    const known = leaders.valueOf(term);
    if (known === leader) return;
    const acknowledged = `${nodeName(node)} acknowledged index ${index} in term ${term} to ${nodeName(leader)}`;
    const led =
      known === 0
        ? `but nobody has become leader of term ${term}`
        : `but the leader of term ${term} is ${nodeName(known)}, since ${leaders.whenOf(term)}`;
    const nodes = known === 0 ? [node, leader] : [node, leader, known];
    this.evidence.report(this, nodes, `${acknowledged}, ${led}`);
  }

  fork(evidence: Evidence): AcknowledgedLeader {
    return new AcknowledgedLeader(evidence);
  }
}
