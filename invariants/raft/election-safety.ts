import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { TermTable } from "../term-table.ts";
import { nodeName } from "../words.ts";

/** At most one leader can be elected in a given term (§5.2). */
export class ElectionSafety implements Checker {
  readonly name = "election-safety";
  readonly needs = ["becameLeader"] as const;
  private readonly evidence: Evidence;
  private readonly leaders: TermTable;

  constructor(evidence: Evidence, leaders = new TermTable()) {
    this.evidence = evidence;
    this.leaders = leaders;
  }

  becameLeader(node: number, term: number): void {
    const other = this.leaders.valueOf(term);
    if (other === 0) this.leaders.note(term, node, node, this.evidence);
    else if (other !== node) {
      const [first, second] = [nodeName(other), nodeName(node)];
      const when = this.leaders.whenOf(term);
      const message = `${first} and ${second} both became leader in term ${term}: ${first} at ${when}, ${second} now`;
      this.evidence.report(this.name, [other, node], message);
    }
  }

  fork(evidence: Evidence): ElectionSafety {
    return new ElectionSafety(evidence, this.leaders.fork());
  }
}
