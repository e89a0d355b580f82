import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/** At most one leader can be elected in a given term (§5.2). */
export class ElectionSafety implements Checker {
  readonly name = "election-safety";
  readonly promisedBy = "cluster";
  readonly needs = ["becameLeader"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  becameLeader(node: number, term: number): void {
    const { leaders } = this.evidence;
    const other = leaders.valueOf(term);
    if (other === 0 || other === node) return;
    const [first, second] = [nodeName(other), nodeName(node)];
    const when = leaders.whenOf(term);
    const message = `${first} and ${second} both became leader in term ${term}: ${first} at ${when}, ${second} now`;
    this.evidence.report(this, [other, node], message);
  }

  fork(evidence: Evidence): ElectionSafety {
    return new ElectionSafety(evidence);
  }
}
