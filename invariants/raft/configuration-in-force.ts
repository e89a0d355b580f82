import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { configurationPhrase, isSameConfiguration } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import type { ConfigurationFacts } from "../observation.ts";
import { nodeName } from "../words.ts";

/**
 * A server goes by the newest configuration in its log, committed or not, or by that of the snapshot in place of the log
 * (dissertation §4.1): as it stands there, and with all that it says.
 */
export class ConfigurationInForce implements Checker {
  readonly name = "configuration-in-force";
  readonly promisedBy = "node";
  readonly needs = [
    ...LOG_OBSERVATIONS,
    "configurationAppended",
    "configurationInForce",
    "snapshotInstalled",
    "snapshotPersisted",
  ] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  configurationInForce(node: number, facts: ConfigurationFacts): void {
    const { configuration, configurations } = this.evidence.node(node);
    if (isSameConfiguration(facts, configuration)) return;
    const newest = `the newest of its log, of index ${configurations.memory.index}, is ${configurationPhrase(configuration)}`;
    const message = `${nodeName(node)} goes by the configuration ${configurationPhrase(facts)}, but ${newest}`;
    this.evidence.report(this, [node], message);
  }

  fork(evidence: Evidence): ConfigurationInForce {
    return new ConfigurationInForce(evidence);
  }
}
