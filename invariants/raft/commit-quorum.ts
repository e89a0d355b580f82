import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { missingQuorum } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import type { NodeRecord } from "../node-record.ts";
import type { ConfigurationFacts } from "../observation.ts";
import { nodeName } from "../words.ts";

/**
 * An entry is committed only once a quorum holds it durably (§5.3, §5.4): a majority of the voters, and of the outgoing
 * ones of a joint configuration (dissertation §4.3). The node that is first to see it committed is its leader, which has
 * counted; whoever learns of it later has it from there.
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
    const record = this.evidence.node(node);
    const log = record.logs.memory;
    if (index <= decided.length || index > log.length) return;
    const hash = log.hashAt(index);
    const holdsIt = (voter: number) => nodes[voter - 1]?.logs.durable.holds(index, hash) === true;
    const missing = missingQuorum(this.configurationOf(record, index), holdsIt, "held that entry durably");
    if (missing === undefined) return;
    this.evidence.report(this, [node], `${nodeName(node)} committed index ${index} in term ${term}, but ${missing}`);
  }

  fork(evidence: Evidence): CommitQuorum {
    return new CommitQuorum(evidence);
  }

  /**
   * The one the leader counted with: the newest in its log (dissertation §4.1). But what it appends once this commitment
   * has committed a configuration, and what is told with it, comes after the counting.
   */
  private configurationOf({ configurations }: NodeRecord, index: number): ConfigurationFacts {
    const { memory } = configurations;
    let one = memory;
    while (one.index > index && one.previous !== undefined) one = one.previous;
    return one.index > this.evidence.decided.length ? one.facts : memory.facts;
  }
}
