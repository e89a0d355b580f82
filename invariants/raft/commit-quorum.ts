import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName, nodeNames } from "../words.ts";

/**
 * An entry is committed only once a majority of the servers hold it durably (§5.3, §5.4). The node that is first to
 * see it committed is its leader, which has counted; whoever learns of it later has it from there.
 */
export class CommitQuorum implements Checker {
  readonly name = "commit-quorum";
  readonly promisedBy = "cluster";
  readonly needs = [...LOG_OBSERVATIONS, "committed"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  committed(node: number, index: number, term: number): void {
    const { decided, nodes } = this.evidence;
    const log = this.evidence.node(node).logs.memory;
    if (index <= decided.length || index > log.length) return;
    const hash = log.hashAt(index);
    let holders = 0;
    for (const { logs } of nodes) if (logs.durable.holds(index, hash)) holders++;
    if (this.evidence.isMajority(holders)) return;
    const names = nodeNames(nodes.filter(({ logs }) => logs.durable.holds(index, hash)).map(({ id }) => id));
    const held = `only ${holders} of ${nodes.length} nodes held that entry durably: ${names}`;
    this.evidence.report(this, [node], `${nodeName(node)} committed index ${index} in term ${term}, but ${held}`);
  }

  fork(evidence: Evidence): CommitQuorum {
    return new CommitQuorum(evidence);
  }
}
