import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import type { ConfigurationFacts } from "../observation.ts";
import { momentPhrase, nodeName } from "../words.ts";

interface Transfer {
  readonly to: number;
  readonly phrase: string;
  /** When it must be over, in virtual time, however slow the leader's clock is. */
  readonly endUs: number;
  /** The entry that the leader appended last, if it may not be a configuration; 0 if there is none. */
  readonly appended: number;
}

/**
 * While a leader hands its leadership over it takes no commands, so that the other catches up, and it goes on only as long
 * as the other can lead, and for an election timeout on its clock at the longest (dissertation §3.10). A configuration may
 * follow: the one that leaves a joint one.
 *
 * A leader that stands still ends nothing. One that does something afterwards should have ended the transfer first.
 */
export class OrderlyTransfer implements Checker {
  readonly name = "orderly-transfer";
  readonly promisedBy = "node";
  readonly needs = ["transferStarted", "transferEnded", "appended", "configurationAppended", "crashed"] as const;
  private readonly evidence: Evidence;
  /** By the node that leads. */
  private readonly underWay: (Transfer | undefined)[];

  constructor(evidence: Evidence, underWay: (Transfer | undefined)[] = []) {
    this.evidence = evidence;
    this.underWay = underWay;
  }

  transferStarted(node: number, _term: number, to: number): void {
    const { atUs, electionTimeoutUs, event, slowestClockPerMille } = this.evidence;
    const longestUs = slowestClockPerMille === 0 ? Infinity : (electionTimeoutUs * 1_000) / slowestClockPerMille;
    this.underWay[node] = { to, phrase: momentPhrase(event, atUs), endUs: atUs + longestUs, appended: 0 };
  }

  transferEnded(node: number): void {
    this.close(node);
  }

  toldToCampaign(node: number): void {
    this.judgeTime(node);
  }

  roundConfirmed(node: number): void {
    this.judgeTime(node);
  }

  committed(node: number): void {
    this.judgeTime(node);
  }

  crashed(node: number): void {
    this.underWay[node] = undefined;
  }

  appended(node: number, index: number): void {
    const transfer = this.underWay[node];
    if (transfer === undefined) return;
    this.judge(node, transfer);
    this.underWay[node] = { ...transfer, appended: index };
  }

  configurationAppended(node: number, index: number, _term: number, { voters }: ConfigurationFacts): void {
    const transfer = this.underWay[node];
    if (transfer === undefined) return;
    this.underWay[node] = { ...transfer, appended: 0 };
    const { phrase, to } = transfer;
    if (voters.includes(to)) return;
    const demotion = `the configuration that it appended at index ${index} has ${nodeName(to)} not among the voters`;
    const what = `${nodeName(node)} goes on handing its leadership over to ${nodeName(to)}, begun at ${phrase}`;
    this.evidence.report(this, [node, to], `${what}, but ${demotion}`);
  }

  fork(evidence: Evidence): OrderlyTransfer {
    return new OrderlyTransfer(evidence, this.underWay.slice());
  }

  /** Clocks count whole microseconds, so that a deadline can be met one later. */
  private judgeTime(node: number): void {
    const transfer = this.underWay[node];
    const { atUs } = this.evidence;
    if (transfer === undefined || atUs <= transfer.endUs + 1) return;
    const what = `${nodeName(node)} goes on handing its leadership over to ${nodeName(transfer.to)}`;
    const over = `that should have been over ${Math.floor(atUs - transfer.endUs)} us ago`;
    this.evidence.report(this, [node], `${what}, begun at ${transfer.phrase}, but ${over}`);
  }

  private close(node: number): void {
    const transfer = this.underWay[node];
    if (transfer === undefined) return;
    this.underWay[node] = undefined;
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
