import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { configurationPhrase, isSameConfiguration } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import type { ConfigurationFacts, EntryFacts } from "../observation.ts";
import { nodeName, voteName } from "../words.ts";

/**
 * A server restarts with exactly the term, vote and log that were durable (figure 2, persistent state): the log begins
 * where it began on its disk, each entry is the one that was there, and the configuration is the newest among them.
 */
export class RestartFidelity implements Checker {
  readonly name = "restart-fidelity";
  readonly promisedBy = "node";
  readonly needs = [
    ...LOG_OBSERVATIONS,
    "logRestored",
    "hardStatePersisted",
    "configurationAppended",
    "snapshotInstalled",
    "snapshotPersisted",
    "durableCompacted",
  ] as const;
  private readonly evidence: Evidence;
  /** By node: its durable log begins after it. */
  private readonly bases: number[];

  constructor(evidence: Evidence, bases: number[] = []) {
    this.evidence = evidence;
    this.bases = bases;
  }

  durableCompacted(node: number, index: number): void {
    this.raiseBase(node, index);
  }

  snapshotPersisted(node: number, index: number): void {
    this.raiseBase(node, index);
  }

  restarted(node: number, term: number, votedFor: number, lastIndex: number): void {
    const { durableTerm, durableVote, logs } = this.evidence.node(node);
    const durableIndex = logs.durable.length;
    if (term === durableTerm && votedFor === durableVote && lastIndex === durableIndex) return;
    const disk = describe(durableTerm, durableVote, durableIndex);
    this.report(node, describe(term, votedFor, lastIndex), `its disk held ${disk}`);
  }

  logRestored(
    node: number,
    baseIndex: number,
    entries: readonly EntryFacts[],
    configuration: ConfigurationFacts,
  ): void {
    this.compareConfiguration(node, configuration);
    const { durable } = this.evidence.node(node).logs;
    const base = this.baseOf(node);
    if (baseIndex !== base || baseIndex + entries.length !== Math.max(base, durable.length)) {
      const disk = `its disk held those from ${base + 1} to ${durable.length}`;
      this.report(node, `the entries from ${baseIndex + 1} to ${baseIndex + entries.length}`, disk);
      return;
    }
    let place = 0;
    while (place < entries.length && durable.isEntry(base + place + 1, entries[place]!.term, entries[place]!.digest))
      place++;
    if (place === entries.length) return;
    const index = base + place + 1;
    const disk = `its disk held another there, of term ${durable.termAt(index)}`;
    this.report(node, `an entry of term ${entries[place]!.term} at index ${index}`, disk);
  }

  fork(evidence: Evidence): RestartFidelity {
    return new RestartFidelity(evidence, this.bases.slice());
  }

  private compareConfiguration(node: number, configuration: ConfigurationFacts): void {
    const { configuration: known, configurations } = this.evidence.node(node);
    if (isSameConfiguration(configuration, known)) return;
    const held = `that of index ${configurations.memory.index}: ${configurationPhrase(known)}`;
    const disk = `its disk held ${known.voters.length === 0 ? "none" : held}`;
    this.report(node, `the configuration ${configurationPhrase(configuration)}`, disk);
  }

  /** Nothing is known of what stands at the base or before: that came with snapshots, or went into them. */
  private baseOf(node: number): number {
    return this.bases[node] ?? 0;
  }

  private raiseBase(node: number, index: number): void {
    this.bases[node] = Math.max(this.baseOf(node), index);
  }

  private report(node: number, restart: string, disk: string): void {
    this.evidence.report(this, [node], `${nodeName(node)} restarted with ${restart}, but ${disk}`);
  }
}

function describe(term: number, vote: number, lastIndex: number): string {
  return `term ${term}, a vote for ${voteName(vote)} and a log up to ${lastIndex}`;
}
