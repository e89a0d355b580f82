import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { configurationPhrase, isVoter } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/**
 * Only a voter of the newest configuration of its log asks for votes, or, while it does not know that to be committed, of
 * the one before: that may be the one that holds (dissertation §4.2.2).
 */
export class VoterCandidacy implements Checker {
  readonly name = "voter-candidacy";
  readonly promisedBy = "node";
  readonly needs = [...LOG_OBSERVATIONS, "committed", "configurationAppended", "voteRequested"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  voteRequested(node: number, term: number): void {
    const { configurations, knownIndex, votes } = this.evidence.node(node);
    const { facts, index, previous } = configurations.memory;
    if (isVoter(facts, node) || votes.valueOf(term) === node) return;
    const mayBeRolledBack = index > knownIndex && previous !== undefined;
    if (mayBeRolledBack && isVoter(previous.facts, node)) return;
    const log = `the newest configuration of its log, ${index}, is ${configurationPhrase(facts)}`;
    const before = mayBeRolledBack ? `; the one before is ${configurationPhrase(previous.facts)}` : "";
    this.evidence.report(this, [node], `${nodeName(node)} asked for votes in term ${term}, but ${log}${before}`);
  }

  fork(evidence: Evidence): VoterCandidacy {
    return new VoterCandidacy(evidence);
  }
}
