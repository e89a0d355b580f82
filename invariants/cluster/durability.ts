import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import { isMember } from "../configuration-facts.ts";
import type { Evidence } from "../evidence.ts";
import { HighWater } from "../high-water.ts";
import type { NodeRecord } from "../node-record.ts";
import type { Moment } from "../sightings.ts";
import { momentPhrase, nodeName } from "../words.ts";

/** The highest index that a client was told of, and when. */
interface Acknowledgement extends Moment {
  readonly index: number;
  readonly client: number;
}

const NONE: Acknowledgement = { index: 0, client: 0, event: 0, atUs: 0 };

/**
 * What a client was told was applied stays: it was applied when the client was told, leaders of later terms have it
 * in their logs, and in the end every member does, and has applied it.
 */
export class Durability implements Checker {
  readonly name = "durability";
  readonly promisedBy = "cluster";
  readonly needs = [...LOG_OBSERVATIONS, "crashed", "committed", "applied", "becameLeader", "clientReturned"] as const;
  private readonly evidence: Evidence;
  private highest: Acknowledgement;
  /** Acknowledged indexes by the term in which they were committed. */
  private readonly acknowledged: HighWater;

  constructor(evidence: Evidence, highest = NONE, acknowledged = new HighWater()) {
    this.evidence = evidence;
    this.highest = highest;
    this.acknowledged = acknowledged;
  }

  clientReturned(client: number, sequence: number, index: number): void {
    if (index === 0) return;
    if (!this.evidence.states.has(index)) {
      const operation = `client ${client} was told that its operation ${sequence} was applied at index ${index}`;
      this.evidence.report(this, [], `${operation}, which no node has applied`);
      return;
    }
    this.acknowledged.raise(this.evidence.commits.termOf(index), index);
    if (index <= this.highest.index) return;
    this.highest = { index, client, event: this.evidence.event, atUs: this.evidence.atUs };
  }

  becameLeader(node: number, term: number): void {
    const index = this.acknowledged.upTo(term - 1);
    this.checkLog(this.evidence.node(node), index, `became leader in term ${term}`);
  }

  finish(members: readonly number[]): void {
    for (const id of members) {
      if (!isMember(this.evidence.configuration.facts, id)) continue;
      const node = this.evidence.node(id);
      const { index } = this.highest;
      if (!this.checkLog(node, index, "came to the end")) continue;
      if (node.appliedIndex < index)
        this.report(node, index, `came to the end, applied only up to ${node.appliedIndex}`);
    }
  }

  fork(evidence: Evidence): Durability {
    return new Durability(evidence, this.highest, this.acknowledged.fork());
  }

  /** Whether the node's log holds everything acknowledged up to `index`; if not, that is reported. */
  private checkLog(node: NodeRecord, index: number, what: string): boolean {
    const { decided } = this.evidence;
    const log = node.logs.memory;
    if (decided.agreesWith(log, index)) return true;
    const fact = index > log.length ? `with a log that ends at ${log.length}` : `with another log up to index ${index}`;
    this.report(node, index, `${what} ${fact}`);
    return false;
  }

  private report(node: NodeRecord, index: number, what: string): void {
    const { highest } = this;
    const told =
      index === highest.index
        ? `client ${highest.client} was told at ${momentPhrase(highest.event, highest.atUs)}`
        : "a client was told earlier";
    const message = `${nodeName(node.id)} ${what}, but ${told} that index ${index} was applied`;
    this.evidence.report(this, [node.id], message);
  }
}
