import type { ConfigurationFacts } from "./observation.ts";
import { foundersConfiguration, type ObservedConfigurations } from "./observed-configurations.ts";
import { ObservedLogs } from "./observed-logs.ts";
import { TermTable } from "./term-table.ts";

/** How one node stands, for those who judge the end of a run. */
export interface NodeFacts {
  readonly id: number;
  readonly up: boolean;
  readonly term: number;
  /** The term it is leader of; 0 if it is not. */
  readonly leadingTerm: number;
  readonly lastIndex: number;
  readonly lastHash: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  /** The machine's hash after `appliedIndex`. */
  readonly stateHash: number;
  /** The one in force in its log. */
  readonly configuration: ConfigurationFacts;
}

/** What a server goes by that is no founder and was never told of a configuration. */
const NO_CONFIGURATION = foundersConfiguration([]).facts;

/** What has been observed of one node so far. */
export class NodeRecord {
  readonly id: number;
  readonly logs: ObservedLogs;
  readonly configurations: ObservedConfigurations;
  /** The node's vote in each term, its own candidacies included. */
  readonly votes: TermTable;
  up = false;
  term = 0;
  /** The term the node is leader of; 0 while it is not. */
  leadingTerm = 0;
  /** In this incarnation. */
  commitIndex = 0;
  appliedIndex = 0;
  /** The machine's hash after `appliedIndex`. */
  stateHash = 0;
  durableTerm = 0;
  /** 0: nobody. */
  durableVote = 0;
  /** The newest snapshot that is durable, taken or installed; 0 if there is none. */
  snapshotIndex = 0;

  constructor(id: number, configurations: ObservedConfigurations, logs = new ObservedLogs(), votes = new TermTable()) {
    this.id = id;
    this.configurations = configurations;
    this.logs = logs;
    this.votes = votes;
  }

  /** The highest index that is known to it to be committed, for one reason or another. */
  get knownIndex(): number {
    return Math.max(this.commitIndex, this.appliedIndex);
  }

  /** The configuration by which it should go: the newest in its log in memory. */
  get configuration(): ConfigurationFacts {
    const { index, facts } = this.configurations.memory;
    return index === 0 && !facts.voters.includes(this.id) ? NO_CONFIGURATION : facts;
  }

  facts(): NodeFacts {
    const { id, up, term, leadingTerm, commitIndex, appliedIndex, stateHash } = this;
    const { length: lastIndex, lastHash } = this.logs.memory;
    const { facts: configuration } = this.configurations.memory;
    return { id, up, term, leadingTerm, lastIndex, lastHash, commitIndex, appliedIndex, stateHash, configuration };
  }

  fork(): NodeRecord {
    const copy = new NodeRecord(this.id, this.configurations.fork(), this.logs.fork(), this.votes.fork());
    copy.up = this.up;
    copy.term = this.term;
    copy.leadingTerm = this.leadingTerm;
    copy.commitIndex = this.commitIndex;
    copy.appliedIndex = this.appliedIndex;
    copy.stateHash = this.stateHash;
    copy.durableTerm = this.durableTerm;
    copy.durableVote = this.durableVote;
    copy.snapshotIndex = this.snapshotIndex;
    return copy;
  }
}
