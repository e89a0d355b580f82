import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { missingQuorum } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import { LeaderAnswers } from "../leader-answers.ts";
import { nodeName } from "../words.ts";

/**
 * A leader takes a round of confirmation for answered only when a quorum of the newest configuration in its log has
 * answered it, or a later one (dissertation §6.4): a majority of the voters, and of the outgoing ones of a joint
 * configuration. Itself it counts if it is one of them.
 */
export class ReadQuorum implements Checker {
  readonly name = "read-quorum";
  readonly promisedBy = "cluster";
  readonly needs = [...LOG_OBSERVATIONS, "configurationAppended", "roundAnswered", "roundConfirmed"] as const;
  private readonly evidence: Evidence;
  /** The rounds. */
  private readonly answers: LeaderAnswers;

  constructor(evidence: Evidence, answers = new LeaderAnswers()) {
    this.evidence = evidence;
    this.answers = answers;
  }

  roundAnswered(node: number, term: number, round: number, leader: number): void {
    this.answers.note(leader, node, term, round);
  }

  roundConfirmed(node: number, term: number, round: number): void {
    const { facts } = this.evidence.node(node).configurations.memory;
    const hasAnswered = (voter: number) => voter === node || this.answers.highestOf(node, voter, term) >= round;
    const missing = missingQuorum(facts, hasAnswered, "had answered it");
    if (missing === undefined) return;
    const confirmed = `${nodeName(node)} took round ${round} of term ${term} for confirmed`;
    this.evidence.report(this, [node], `${confirmed}, but ${missing}`);
  }

  fork(evidence: Evidence): ReadQuorum {
    return new ReadQuorum(evidence, this.answers.fork());
  }
}
