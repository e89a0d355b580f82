import type { Observations } from "./observation.ts";

/** How often leaders handed their leadership over, and what came of it. */
export interface TransferCounts {
  transfersStarted: number;
  /** The next to lead, after the leader that had begun it, was the server that it was meant for. */
  transfersSucceeded: number;
  /** Another was the next to lead. */
  transfersMissed: number;
  /** The leader led on. */
  transfersTimedOut: number;
  /** The leader gave up within its term. */
  transfersAborted: number;
}

export function zeroTransferCounts(): TransferCounts {
  return {
    transfersStarted: 0,
    transfersSucceeded: 0,
    transfersMissed: 0,
    transfersTimedOut: 0,
    transfersAborted: 0,
  };
}

interface OpenTransfer {
  readonly term: number;
  readonly to: number;
  /** The leader knows of a later term, and has no part in what comes of it any more. */
  readonly isDeposed: boolean;
}

/**
 * Follows transfers to the leader that comes next: the one that is deposed cannot know who that will be. Of a transfer
 * whose leader crashes before it is deposed nothing is known.
 */
export class TransfersUnderWay implements Partial<Observations> {
  private readonly counts: TransferCounts;
  /** By the node that led. */
  private readonly open: Map<number, OpenTransfer>;

  constructor(counts: TransferCounts, original?: TransfersUnderWay) {
    this.counts = counts;
    this.open = new Map(original?.open);
  }

  transferStarted(node: number, term: number, to: number): void {
    this.counts.transfersStarted++;
    this.open.set(node, { term, to, isDeposed: false });
  }

  transferEnded(node: number, _term: number, _to: number, outcome: "deposed" | "timed-out" | "aborted"): void {
    const transfer = this.open.get(node);
    if (outcome === "deposed") {
      if (transfer !== undefined) this.open.set(node, { ...transfer, isDeposed: true });
      return;
    }
    // Whoever led next while it did not know has been counted.
    if (!this.open.delete(node)) return;
    if (outcome === "timed-out") this.counts.transfersTimedOut++;
    else this.counts.transfersAborted++;
  }

  becameLeader(node: number, term: number): void {
    for (const [from, transfer] of this.open) {
      if (term <= transfer.term) continue;
      this.open.delete(from);
      if (node === transfer.to) this.counts.transfersSucceeded++;
      else this.counts.transfersMissed++;
    }
  }

  crashed(node: number): void {
    if (this.open.get(node)?.isDeposed === false) this.open.delete(node);
  }
}
