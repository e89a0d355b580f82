import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import type { ConfigurationFacts } from "../observation.ts";
import { momentPhrase, nodeName } from "../words.ts";

interface Transfer {
  readonly to: number;
  readonly phrase: string;
  /** The entry that the leader appended last, if it may not be a configuration; 0 if there is none. */
  readonly appended: number;
}

/**
 * While a leader hands its leadership over it takes no commands, so that the other catches up, and it goes on only as long
 * as the other can lead (dissertation §3.10). A configuration may follow: the one that leaves a joint one.
 */
export class OrderlyTransfer implements Checker {
  readonly name = "orderly-transfer";
  readonly promisedBy = "node";
  readonly needs = ["transferStarted", "transferEnded", "appended", "configurationAppended", "crashed"] as const;
  private readonly evidence: Evidence;
  /** By the node that leads. */
  private readonly underWay: Map<number, Transfer>;

  constructor(evidence: Evidence, underWay = new Map<number, Transfer>()) {
    this.evidence = evidence;
    this.underWay = underWay;
  }

  transferStarted(node: number, _term: number, to: number): void {
    const { event, atUs } = this.evidence;
    this.underWay.set(node, { to, phrase: momentPhrase(event, atUs), appended: 0 });
  }

  transferEnded(node: number): void {
    this.close(node);
  }

  crashed(node: number): void {
    this.underWay.delete(node);
  }

  appended(node: number, index: number): void {
    const transfer = this.underWay.get(node);
    if (transfer === undefined) return;
    this.judge(node, transfer);
    this.underWay.set(node, { ...transfer, appended: index });
  }

  configurationAppended(node: number, index: number, _term: number, { voters }: ConfigurationFacts): void {
    const transfer = this.underWay.get(node);
    if (transfer === undefined) return;
    this.underWay.set(node, { ...transfer, appended: 0 });
    const { phrase, to } = transfer;
    if (voters.includes(to)) return;
    const demotion = `the configuration that it appended at index ${index} has ${nodeName(to)} not among the voters`;
    const what = `${nodeName(node)} goes on handing its leadership over to ${nodeName(to)}, begun at ${phrase}`;
    this.evidence.report(this, [node, to], `${what}, but ${demotion}`);
  }

  fork(evidence: Evidence): OrderlyTransfer {
    return new OrderlyTransfer(evidence, new Map(this.underWay));
  }

  private close(node: number): void {
    const transfer = this.underWay.get(node);
    if (transfer === undefined) return;
    this.underWay.delete(node);
    this.judge(node, transfer);
  }

  /** A configuration would have been told right behind the entry that holds it. */
  private judge(node: number, { appended, phrase, to }: Transfer): void {
    if (appended === 0) return;
    const what = `${nodeName(node)} appended a command at index ${appended}`;
    this.evidence.report(
      this,
      [node],
      `${what} while it handed its leadership over to ${nodeName(to)}, since ${phrase}`,
    );
  }
}
