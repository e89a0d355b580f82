import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { LeaderAnswers } from "../leader-answers.ts";
import { nodeName } from "../words.ts";

/**
 * A leader tells another to campaign only once that has acknowledged its whole log, and a candidate asks for votes that
 * no leader's promise holds up only if the leader of the term before told it to (dissertation §3.10, §4.2.3).
 */
export class InformedSuccessor implements Checker {
  readonly name = "informed-successor";
  readonly promisedBy = "cluster";
  readonly needs = ["appendAcknowledged", "toldToCampaign", "campaignForced"] as const;
  private readonly evidence: Evidence;
  /** The indexes that were acknowledged. */
  private readonly answers: LeaderAnswers;
  /** By node: the terms in which it was told to campaign. */
  private readonly told: Map<number, ReadonlySet<number>>;

  constructor(evidence: Evidence, answers = new LeaderAnswers(), told = new Map<number, ReadonlySet<number>>()) {
    this.evidence = evidence;
    this.answers = answers;
    this.told = told;
  }

  appendAcknowledged(node: number, term: number, index: number, leader: number): void {
    this.answers.note(leader, node, term, index);
  }

  toldToCampaign(node: number, term: number, to: number, lastIndex: number): void {
    const before = this.told.get(to);
    if (before?.has(term) !== true) this.told.set(to, new Set(before).add(term));
    const index = this.answers.highestOf(node, to, term);
    if (index >= lastIndex) return;
    const told = `${nodeName(node)} told ${nodeName(to)} to campaign in term ${term} while its own log ended at ${lastIndex}`;
    this.evidence.report(this, [node, to], `${told}, but ${nodeName(to)} had acknowledged only up to ${index}`);
  }

  campaignForced(node: number, term: number): void {
    if (this.told.get(node)?.has(term - 1) === true) return;
    const forced = `${nodeName(node)} asked for votes in term ${term} as if a leader had told it to`;
    this.evidence.report(this, [node], `${forced}, but nobody did in term ${term - 1}`);
  }

  fork(evidence: Evidence): InformedSuccessor {
    return new InformedSuccessor(evidence, this.answers.fork(), new Map(this.told));
  }
}
