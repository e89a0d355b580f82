import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName, voteName } from "../words.ts";

/**
 * A server updates stable storage before it answers (figure 2): its term and vote before a vote leaves it, and the
 * entries before their acknowledgement does. A candidate's request for votes carries its vote for itself.
 */
export class DurableBeforeReply implements Checker {
  readonly name = "durable-before-reply";
  readonly promisedBy = "node";
  readonly needs = [
    ...LOG_OBSERVATIONS,
    "hardStatePersisted",
    "voteRequested",
    "voteGranted",
    "appendAcknowledged",
  ] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  voteRequested(node: number, term: number): void {
    this.checkVote(node, term, node, `asked for votes in term ${term}`);
  }

  voteGranted(node: number, term: number, candidate: number): void {
    this.checkVote(node, term, candidate, `granted its vote in term ${term} to ${nodeName(candidate)}`);
  }

  appendAcknowledged(node: number, term: number, index: number): void {
    const { durableTerm, logs } = this.evidence.node(node);
    if (durableTerm === term && logs.agreed >= index) return;
    const acknowledged = `acknowledged index ${index} to the leader of term ${term}`;
    if (durableTerm !== term) this.report(node, `${acknowledged} while the term on its disk was ${durableTerm}`);
    if (logs.agreed >= index) return;
    const fact =
      logs.durable.length < index
        ? `its durable log ended at ${logs.durable.length}`
        : `its durable log and its log in memory agreed only up to ${logs.agreed}`;
    this.report(node, `${acknowledged} while ${fact}`);
  }

  fork(evidence: Evidence): DurableBeforeReply {
    return new DurableBeforeReply(evidence);
  }

  private checkVote(node: number, term: number, candidate: number, what: string): void {
    const { durableTerm, durableVote } = this.evidence.node(node);
    if (durableTerm === term && durableVote === candidate) return;
    this.report(node, `${what} while its disk held term ${durableTerm} and a vote for ${voteName(durableVote)}`);
  }

  private report(node: number, what: string): void {
    this.evidence.report(this, [node], `${nodeName(node)} ${what}`);
  }
}
