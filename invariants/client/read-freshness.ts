import type { History } from "../../src/workload/index.ts";
import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import type { Assurance, Consistency } from "../observation.ts";
import { nodeName } from "../words.ts";

/** What an open read must at least have seen. */
interface OpenRead {
  readonly sequence: number;
  readonly consistency: Consistency;
  readonly index: number;
}

/**
 * A read that does not go through the log shows all that was decided anywhere when it was asked (dissertation §6.4), or,
 * if it may be stale, all that was decided that long before; and its answer is what the machine held at the index that
 * it is said to be of.
 *
 * A node that answers a stale read measures on its own clock, so as much longer as that can be slower counts as in time.
 * Nothing is added to that: the node looks at its clock after the client has asked.
 */
export class ReadFreshness implements Checker {
  readonly name = "read-freshness";
  readonly promisedBy = "cluster";
  readonly needs = [
    ...LOG_OBSERVATIONS,
    "committed",
    "applied",
    "commandApplied",
    "clientRead",
    "clientReturned",
  ] as const;
  private readonly evidence: Evidence;
  /** By client. */
  private readonly open: Map<number, OpenRead>;

  constructor(evidence: Evidence, open = new Map<number, OpenRead>()) {
    this.evidence = evidence;
    this.open = open;
  }

  clientRead(
    client: number,
    sequence: number,
    _command: unknown,
    consistency: Assurance,
    maxStalenessUs: number,
  ): void {
    // What one node answers at once shows what that node has heard, and nobody says what that must be.
    if (consistency === "eventual") return;
    this.open.set(client, { sequence, consistency, index: this.leastIndex(consistency, maxStalenessUs) });
  }

  clientReturned(client: number, sequence: number, index: number, result: unknown): void {
    const read = this.open.get(client);
    if (read?.sequence !== sequence) return;
    this.open.delete(client);
    if (result === undefined || index >= read.index || !this.isStillExpected(read)) return;
    const { decided } = this.evidence;
    const kind = `a ${read.consistency} read (operation ${sequence}) of client ${client}`;
    const needed = read.consistency === "stale" ? "longer ago than it may be old" : "before it was asked";
    const when = `index ${read.index} had been decided by ${decided.phraseAt(read.index)}, ${needed}`;
    this.evidence.report(this, [], `${kind} was answered as of index ${index}, but ${when}`);
  }

  finish(_members: readonly number[], history: History): void {
    const { states } = this.evidence;
    const wrong = this.evidence.replayOf(history)?.wrongRead;
    if (wrong === undefined) return;
    const nodes = states.has(wrong.index) ? [states.nodeAt(wrong.index)] : [];
    const by = nodes.length === 0 ? "" : ` by ${nodeName(nodes[0]!)}`;
    this.evidence.report(this, nodes, `${wrong.told}; index ${wrong.index} was first applied${by}`);
  }

  fork(evidence: Evidence): ReadFreshness {
    return new ReadFreshness(evidence, new Map(this.open));
  }

  /** Clocks that were trusted when a read was asked may have been touched before it was answered. */
  private isStillExpected({ consistency }: OpenRead): boolean {
    const { leasesHold, slowestClockPerMille } = this.evidence;
    if (consistency === "lease") return leasesHold;
    return consistency === "linearizable" || slowestClockPerMille > 0;
  }

  /** What a read that is asked for now must see. A clock that can stand still bounds no staleness. */
  private leastIndex(consistency: Consistency, maxStalenessUs: number): number {
    const { atUs, decided, leasesHold, slowestClockPerMille } = this.evidence;
    switch (consistency) {
      case "linearizable":
        return decided.length;
      case "lease":
        return leasesHold ? decided.length : 0;
      case "stale":
        if (slowestClockPerMille === 0) return 0;
        return decided.lengthAt(atUs - (maxStalenessUs * 1_000) / slowestClockPerMille);
    }
  }
}
