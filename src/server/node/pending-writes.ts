import { type Asked, encodeStamped, type StampedRequest, stampRequest } from "../../machine/index.ts";
import type { NodeId, Proposal, ProposalRejection } from "../../raft/index.ts";
import type { Unknown, WriteOutcome } from "./node.ts";

/** A write that somebody waits for. It is encoded once, for the disk and for the wire. */
export class WaitingWrite implements Proposal {
  readonly data: Uint8Array;
  readonly bytes: number;
  /** What the data say, so that whoever proposed them need not decode them. */
  readonly stamped: StampedRequest<Asked>;
  readonly askedAtUs: number;
  readonly expiresAtUs: number;
  readonly finish: (outcome: WriteOutcome) => void;

  constructor(
    asked: Asked,
    stampUs: number,
    askedAtUs: number,
    expiresAtUs: number,
    finish: (outcome: WriteOutcome) => void,
  ) {
    this.stamped = stampRequest(asked, stampUs);
    this.data = encodeStamped(this.stamped);
    this.bytes = this.data.length;
    this.askedAtUs = askedAtUs;
    this.expiresAtUs = expiresAtUs;
    this.finish = finish;
  }
}

/** The writes that were asked of this node and are not answered yet. */
export class PendingWrites {
  /** Of this turn of the event loop: they are proposed together at its end. */
  private gathered: WaitingWrite[] = [];
  /** In the log of this leadership, by index, ascending. */
  private readonly appended = new Map<number, WaitingWrite>();

  get count(): number {
    return this.gathered.length + this.appended.size;
  }

  get hasGathered(): boolean {
    return this.gathered.length > 0;
  }

  gather(write: WaitingWrite): void {
    this.gathered.push(write);
  }

  takeGathered(): WaitingWrite[] {
    const { gathered } = this;
    this.gathered = [];
    return gathered;
  }

  /** The leader appended them, one after the other. */
  appendedFrom(firstIndex: number, writes: readonly WaitingWrite[]): void {
    writes.forEach((write, place) => {
      this.appended.set(firstIndex + place, write);
    });
  }

  /** The entry at the index is applied: whoever waits for it, if anybody does. */
  takeApplied(index: number): WaitingWrite | undefined {
    const write = this.appended.get(index);
    if (write !== undefined) this.appended.delete(index);
    return write;
  }

  reject({ proposal, reason, leader }: ProposalRejection): void {
    (proposal as WaitingWrite).finish({ outcome: "refused", reason, leader });
  }

  /** The next leader may keep the entries or replace them. */
  leadershipLost(leader: NodeId): void {
    this.endAppended("leadership-lost", leader);
  }

  /** Their entries stay in the log; only nobody waits any more. */
  expire(nowUs: number, leader: NodeId): void {
    for (const [index, write] of this.appended) {
      if (write.expiresAtUs > nowUs) continue;
      this.appended.delete(index);
      write.finish({ outcome: "unknown", reason: "timed-out", leader });
    }
  }

  /** The node ends: what was never proposed never will be. */
  stop(leader: NodeId): void {
    for (const write of this.takeGathered()) write.finish({ outcome: "refused", reason: "stopped", leader });
    this.endAppended("stopped", leader);
  }

  private endAppended(reason: Unknown["reason"], leader: NodeId): void {
    if (this.appended.size === 0) return;
    for (const write of this.appended.values()) write.finish({ outcome: "unknown", reason, leader });
    this.appended.clear();
  }
}
