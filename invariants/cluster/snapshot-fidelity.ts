import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { configurationPhrase, isSameConfiguration } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import type { ConfigurationFacts } from "../observation.ts";
import { hashPhrase, nodeName } from "../words.ts";

/**
 * A snapshot stands for a prefix of the decided log: it holds the machine's state after that, and the configuration in
 * force there, both halves of a joint one (§7, dissertation §5.1). What a leader sends and a follower installs is such.
 */
export class SnapshotFidelity implements Checker {
  readonly name = "snapshot-fidelity";
  readonly promisedBy = "cluster";
  readonly needs = [
    ...LOG_OBSERVATIONS,
    "committed",
    "applied",
    "snapshotTaken",
    "snapshotInstalled",
    "snapshotPersisted",
  ] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  snapshotTaken(node: number, index: number, stateHash: number, configuration: ConfigurationFacts): void {
    const { states } = this.evidence;
    const took = `took a snapshot of index ${index}`;
    if (!states.has(index)) this.report(node, `${took}, which no node has applied`);
    else if (states.valueAt(index) !== stateHash) {
      const other = `${hashPhrase(states.valueAt(index))} was the state there of ${states.phraseAt(index)}`;
      this.report(node, `${took} with machine state ${hashPhrase(stateHash)}, but ${other}`, states.nodeAt(index));
    }
    this.checkConfiguration(node, index, configuration, took);
  }

  snapshotInstalled(node: number, index: number, term: number, configuration: ConfigurationFacts): void {
    const installed = `installed a snapshot up to entry ${index} of term ${term}`;
    if (this.checkEntry(node, index, term, installed)) this.checkConfiguration(node, index, configuration, installed);
  }

  snapshotPersisted(node: number, index: number, term: number): void {
    this.checkEntry(node, index, term, `saved a snapshot up to entry ${index} of term ${term}`);
  }

  fork(evidence: Evidence): SnapshotFidelity {
    return new SnapshotFidelity(evidence);
  }

  /** Whether that entry is decided. */
  private checkEntry(node: number, index: number, term: number, done: string): boolean {
    const { decided } = this.evidence;
    if (index > decided.length) this.report(node, `${done}, but only ${decided.length} entries are decided`);
    else if (decided.termAt(index) !== term) {
      const other = `the entry there is of term ${decided.termAt(index)}, decided first by ${decided.phraseAt(index)}`;
      this.report(node, `${done}, but ${other}`, decided.nodeAt(index));
    } else return true;
    return false;
  }

  private checkConfiguration(node: number, index: number, configuration: ConfigurationFacts, done: string): void {
    const decided = this.evidence.configurationAt(index);
    if (isSameConfiguration(configuration, decided)) return;
    const own = `with the configuration ${configurationPhrase(configuration)}`;
    this.report(node, `${done} ${own}, but in force there is ${configurationPhrase(decided)}`);
  }

  private report(node: number, what: string, other = node): void {
    this.evidence.report(this, [node, other], `${nodeName(node)} ${what}`);
  }
}
