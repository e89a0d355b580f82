import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { firstDifference } from "../hash-chain.ts";
import { hashPhrase, nodeName } from "../words.ts";

/**
 * If a server has applied an entry at an index, no other server will ever apply a different one there (§5.4.3). Nodes
 * apply in order, nothing that is not committed, and after the same index their machines are in the same state.
 */
export class StateMachineSafety implements Checker {
  readonly name = "state-machine-safety";
  readonly promisedBy = "cluster";
  readonly needs = [...LOG_OBSERVATIONS, "committed", "applied", "machineRestored"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  committed(node: number, index: number): void {
    this.checkEntry(node, index, "committed");
  }

  applied(node: number, index: number, stateHash: number): void {
    const { appliedIndex, commitIndex } = this.evidence.node(node);
    if (index !== appliedIndex + 1) this.report(node, `applied index ${index} right after index ${appliedIndex}`);
    if (index > commitIndex) this.report(node, `applied index ${index}, but had committed only up to ${commitIndex}`);
    this.checkEntry(node, index, "applied");
    this.checkState(node, index, stateHash, "after applying");
  }

  machineRestored(node: number, index: number, stateHash: number): void {
    if (index > 0 && !this.evidence.states.has(index)) {
      this.report(node, `restored its machine to index ${index}, which no node has applied`);
    }
    this.checkState(node, index, stateHash, "restored to");
  }

  fork(evidence: Evidence): StateMachineSafety {
    return new StateMachineSafety(evidence);
  }

  private checkEntry(node: number, index: number, done: string): void {
    const { decided } = this.evidence;
    const log = this.evidence.node(node).logs.memory;
    if (index > log.length) this.report(node, `${done} index ${index}, but its log ends at ${log.length}`);
    else if (!decided.agreesWith(log, index)) {
      const at = firstDifference(log, decided, Math.min(index, decided.length));
      const own = `the entry of term ${log.termAt(at)} at index ${at}`;
      const other = `another one, of term ${decided.termAt(at)}, was decided there first by ${decided.phraseAt(at)}`;
      this.report(node, `${done} index ${index} with ${own}, but ${other}`, decided.nodeAt(at));
    }
  }

  private checkState(node: number, index: number, stateHash: number, done: string): void {
    const { states } = this.evidence;
    if (!states.has(index) || states.valueAt(index) === stateHash) return;
    const own = `has machine state ${hashPhrase(stateHash)} ${done} index ${index}`;
    const other = `${hashPhrase(states.valueAt(index))} was the state there of ${states.phraseAt(index)}`;
    this.report(node, `${own}, but ${other}`, states.nodeAt(index));
  }

  private report(node: number, what: string, other = node): void {
    this.evidence.report(this, [node, other], `${nodeName(node)} ${what}`);
  }
}
