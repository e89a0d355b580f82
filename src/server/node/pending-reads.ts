import type { NodeId, ReadConsistency, ReadRejection, ReadRequest } from "../../raft/index.ts";
import type { ReadOutcome } from "./node.ts";

/** A read that somebody waits for. */
export class WaitingRead implements ReadRequest {
  /** The command, which changes nothing. */
  readonly data: unknown;
  readonly consistency: ReadConsistency;
  readonly maxStalenessUs: number;
  readonly expiresAtUs: number;
  readonly finish: (outcome: ReadOutcome) => void;

  constructor(
    command: unknown,
    consistency: ReadConsistency,
    maxStalenessUs: number,
    expiresAtUs: number,
    finish: (outcome: ReadOutcome) => void,
  ) {
    this.data = command;
    this.consistency = consistency;
    this.maxStalenessUs = maxStalenessUs;
    this.expiresAtUs = expiresAtUs;
    this.finish = finish;
  }
}

/** The reads that were asked of this node and are not answered yet. */
export class PendingReads {
  /** Of this turn of the event loop: the core is asked about them together. */
  private gathered: WaitingRead[] = [];
  /** The core has them, and puts each out as answered or rejected. */
  private readonly asked = new Set<WaitingRead>();

  get count(): number {
    return this.gathered.length + this.asked.size;
  }

  get hasGathered(): boolean {
    return this.gathered.length > 0;
  }

  gather(read: WaitingRead): void {
    this.gathered.push(read);
  }

  takeGathered(): readonly WaitingRead[] {
    const { gathered } = this;
    this.gathered = [];
    for (const read of gathered) this.asked.add(read);
    return gathered;
  }

  /** Undefined if nobody waits for it any more. */
  takeAnswered(request: ReadRequest): WaitingRead | undefined {
    const read = request as WaitingRead;
    return this.asked.delete(read) ? read : undefined;
  }

  reject({ read, reason, leader }: ReadRejection): void {
    this.takeAnswered(read)?.finish({ outcome: "refused", reason, leader });
  }

  expire(nowUs: number, leader: NodeId): void {
    for (const read of this.asked) {
      if (read.expiresAtUs > nowUs) continue;
      this.asked.delete(read);
      read.finish({ outcome: "refused", reason: "timed-out", leader });
    }
  }

  stop(leader: NodeId): void {
    this.takeGathered();
    for (const read of this.asked) read.finish({ outcome: "refused", reason: "stopped", leader });
    this.asked.clear();
  }
}
