import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { firstDifference } from "../hash-chain.ts";
import type { ObservedLog } from "../observed-log.ts";
import { momentPhrase, nodeName } from "../words.ts";

/** A leader and what its log held at its election beyond what was known to be committed before its term. */
interface ElectedLeader {
  readonly node: number;
  readonly term: number;
  readonly when: string;
  readonly lastIndex: number;
  readonly knownIndex: number;
  /** Chained hashes of the entries from `knownIndex + 1` on. */
  readonly tail: readonly number[];
}

/**
 * An entry committed in a given term is in the logs of the leaders of all higher terms (§5.4).
 *
 * A commitment may come to light after the election of a later leader: a deposed leader, not knowing that it is one,
 * counts late acknowledgements. So it is checked from both sides, at elections and at commitments.
 */
export class LeaderCompleteness implements Checker {
  readonly name = "leader-completeness";
  readonly promisedBy = "cluster";
  readonly needs = [...LOG_OBSERVATIONS, "becameLeader", "committed"] as const;
  private readonly evidence: Evidence;
  /** All leaders ever, by ascending term. */
  private readonly leaders: ElectedLeader[];

  constructor(evidence: Evidence, leaders: ElectedLeader[] = []) {
    this.evidence = evidence;
    this.leaders = leaders;
  }

  becameLeader(node: number, term: number): void {
    const { commits, decided } = this.evidence;
    const log = this.evidence.node(node).logs.memory;
    const knownIndex = Math.min(commits.upTo(term - 1), decided.length);
    if (!decided.agreesWith(log, knownIndex)) this.reportElection(node, term, log, knownIndex);
    const tail: number[] = [];
    for (let index = knownIndex + 1; index <= log.length; index++) tail.push(log.hashAt(index));
    const when = momentPhrase(this.evidence.event, this.evidence.atUs);
    let place = this.leaders.length;
    while (place > 0 && this.leaders[place - 1]!.term > term) place--;
    this.leaders.splice(place, 0, { node, term, when, lastIndex: log.length, knownIndex, tail });
  }

  committed(node: number, index: number, term: number): void {
    const log = this.evidence.node(node).logs.memory;
    if (index > log.length || index <= this.evidence.commits.upTo(term)) return;
    for (let place = this.leaders.length - 1; place >= 0; place--) {
      const leader = this.leaders[place]!;
      if (leader.term <= term) break;
      const held = leader.tail[index - leader.knownIndex - 1];
      if (index > leader.knownIndex && held !== log.hashAt(index)) this.reportCommit(node, index, term, leader);
    }
  }

  fork(evidence: Evidence): LeaderCompleteness {
    return new LeaderCompleteness(evidence, this.leaders.slice());
  }

  private reportElection(node: number, term: number, log: ObservedLog, index: number): void {
    const { decided, commits } = this.evidence;
    const missing = index > log.length && decided.agreesWith(log, log.length);
    const at = missing ? log.length + 1 : firstDifference(log, decided, Math.min(index, log.length));
    const entry = `entry ${at} of term ${decided.termAt(at)}`;
    const fact = `${entry} was committed in term ${commits.termOf(at)}, first by ${decided.phraseAt(at)}`;
    const contrary = missing ? `its log ends at ${log.length}` : `its log has an entry of term ${log.termAt(at)} there`;
    const message = `${nodeName(node)} became leader in term ${term} without a committed entry: ${fact}; ${contrary}`;
    this.evidence.report(this, [decided.nodeAt(at), node], message);
  }

  private reportCommit(node: number, index: number, term: number, leader: ElectedLeader): void {
    const { lastIndex } = leader;
    const contrary = index > lastIndex ? `when its log ended at ${lastIndex}` : "with a log that differs up to there";
    const commit = `${nodeName(node)} committed index ${index} in term ${term}`;
    const election = `${nodeName(leader.node)} became leader in term ${leader.term} at ${leader.when}, ${contrary}`;
    this.evidence.report(this, [node, leader.node], `${commit}, but ${election}`);
  }
}
