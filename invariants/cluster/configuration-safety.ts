import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { configurationPhrase, isSameConfiguration } from "../configuration-facts.ts";
import { changeFault, configurationFault } from "../configuration-rules.ts";
import type { Evidence } from "../evidence.ts";
import type { ConfigurationFacts } from "../observation.ts";
import { momentPhrase, nodeName } from "../words.ts";

/** The configuration in an entry, as the first node told it that had it. */
interface KnownConfiguration {
  readonly term: number;
  readonly facts: ConfigurationFacts;
  readonly node: number;
  readonly when: string;
}

/**
 * Any quorum of a configuration has a server in common with any of the next one, because they differ by one voter at the
 * most or one of them is joint (dissertation §4.1, §4.3). And an entry holds the same configuration in every log.
 */
export class ConfigurationSafety implements Checker {
  readonly name = "configuration-safety";
  readonly promisedBy = "cluster";
  readonly needs = [...LOG_OBSERVATIONS, "configurationAppended"] as const;
  private readonly evidence: Evidence;
  /** By index. Most indexes have one term. */
  private readonly known: Map<number, readonly KnownConfiguration[]>;

  constructor(evidence: Evidence, known = new Map<number, readonly KnownConfiguration[]>()) {
    this.evidence = evidence;
    this.known = known;
  }

  configurationAppended(node: number, index: number, term: number, facts: ConfigurationFacts): void {
    const before = this.known.get(index) ?? [];
    const first = before.find((one) => one.term === term);
    const has = `entry ${index} of term ${term} holds the configuration ${configurationPhrase(facts)}`;
    if (first === undefined) {
      const when = momentPhrase(this.evidence.event, this.evidence.atUs);
      this.known.set(index, [...before, { term, facts, node, when }]);
      const previous = this.evidence.node(node).configurations.memory.facts;
      const fault = configurationFault(facts) ?? changeFault(previous, facts);
      if (fault === undefined) return;
      const follows = `after ${configurationPhrase(previous)}`;
      this.evidence.report(this, [node], `in the log of ${nodeName(node)} ${has} ${follows}, but ${fault}`);
    } else if (!isSameConfiguration(first.facts, facts)) {
      const other = `${configurationPhrase(first.facts)} in that of ${nodeName(first.node)} at ${first.when}`;
      this.evidence.report(this, [first.node, node], `in the log of ${nodeName(node)} ${has}, but ${other}`);
    }
  }

  fork(evidence: Evidence): ConfigurationSafety {
    return new ConfigurationSafety(evidence, new Map(this.known));
  }
}
