import { changeNotAsked } from "../asked-change.ts";
import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { configurationPhrase } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import type { ChangeFacts, ConfigurationFacts } from "../observation.ts";
import { nodeName } from "../words.ts";

interface Asked {
  readonly event: number;
  readonly change: ChangeFacts;
}

/**
 * A leader appends a configuration because somebody asked it for that one, by the way that was asked for (dissertation
 * §4.3). Unasked it leaves a joint one that is to be left by itself, whoever entered it: before it commits anything more.
 */
export class ChangeAsAsked implements Checker {
  readonly name = "change-as-asked";
  readonly promisedBy = "node";
  readonly needs = [...LOG_OBSERVATIONS, "becameLeader", "committed", "changeAsked", "configurationAppended"] as const;
  private readonly evidence: Evidence;
  /** By node: what it was asked for last, which it takes up in the same event, or not at all. */
  private readonly asked: (Asked | undefined)[];

  constructor(evidence: Evidence, asked: (Asked | undefined)[] = []) {
    this.evidence = evidence;
    this.asked = asked;
  }

  changeAsked(node: number, change: ChangeFacts): void {
    this.asked[node] = { event: this.evidence.event, change };
  }

  configurationAppended(node: number, index: number, term: number, facts: ConfigurationFacts): void {
    const { configuration: before, leadingTerm } = this.evidence.node(node);
    if (leadingTerm !== term) return;
    const asked = this.asked[node];
    const fault = changeNotAsked(before, facts, asked?.event === this.evidence.event ? asked.change : undefined);
    if (fault === undefined) return;
    const appended = `${nodeName(node)}, leader of term ${term}, appended configuration ${index}, ${configurationPhrase(facts)}`;
    this.evidence.report(this, [node], `${appended}, after ${configurationPhrase(before)}, but ${fault}`);
  }

  committed(node: number, index: number): void {
    const { commitIndex, configurations, leadingTerm } = this.evidence.node(node);
    const { facts: configuration, index: newest } = configurations.memory;
    if (leadingTerm === 0 || !configuration.leavesByItself || newest > commitIndex) return;
    const committed = `${nodeName(node)}, leader of term ${leadingTerm}, committed up to ${index}`;
    const within = `had not left configuration ${newest}, which was committed: ${configurationPhrase(configuration)}`;
    this.evidence.report(this, [node], `${committed}, but ${within}`);
  }

  fork(evidence: Evidence): ChangeAsAsked {
    return new ChangeAsAsked(evidence, this.asked.slice());
  }
}
