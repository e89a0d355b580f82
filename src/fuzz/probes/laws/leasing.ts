import type { RaftOptions } from "../core-types.ts";
import { type Law, messageIn, type Step, sent } from "./law.ts";
import { reachedByQuorum } from "./quorums.ts";

/**
 * Where leases are on, every heartbeat begins a round of confirmation, and a leader holds a lease that counts from the
 * beginning of the last round which a quorum has answered (dissertation §6.4.1).
 */
export class Leasing implements Law {
  readonly about = "how long a lease lasts";
  readonly source = "dissertation §6.4.1";
  private readonly options: RaftOptions;
  /** When each round of this leadership began, the first of them first. */
  private startsUs: number[] = [];
  private answered = new Map<number, number>();
  private isRevoked = false;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { before, input, nowUs, peers, view } = step;
    if (this.options.leaseUs === 0) return;
    if (view.role !== "leader" || before.role !== "leader" || before.term !== view.term) {
      this.startsUs = [];
      this.answered = new Map();
      this.isRevoked = false;
      if (view.role !== "leader") return;
    }
    const requests = sent(step, "append-request");
    const begun = requests.reduce((latest, { readRound }) => Math.max(latest, readRound), this.startsUs.length);
    const isHeartbeat = input.kind === "deadline" && requests.some(({ entries }) => entries.length === 0);
    if (isHeartbeat && begun === this.startsUs.length)
      throw new Error("a heartbeat begins no round that could renew the lease");
    while (this.startsUs.length < begun) this.startsUs.push(nowUs);
    if (sent(step, "timeout-now").length > 0) this.isRevoked = true;
    for (const id of this.answered.keys()) if (!peers.some((peer) => peer.id === id)) this.answered.delete(id);
    const message = messageIn(step);
    if (message?.kind !== "append-response" || message.term !== view.term || before.role !== "leader") return;
    if (message.readRound > begun || !peers.some(({ id }) => id === message.from)) return;
    // What brings no news is not looked at, though a quorum may have become smaller meanwhile.
    if (message.readRound <= Math.max(this.answered.get(message.from) ?? 0, before.confirmedRound)) return;
    this.answered.set(message.from, message.readRound);
    if (!this.isRevoked && view.hasCommittedInTerm) this.checkLease(step);
  }

  fork(): Leasing {
    const copy = Object.assign(new Leasing(this.options), this);
    copy.startsUs = [...this.startsUs];
    copy.answered = new Map(this.answered);
    return copy;
  }

  /** By what the answer commits, the leader may leave a joint configuration: the answer was counted before. */
  private checkLease({ before, nowUs, view }: Step): void {
    const round = reachedByQuorum(before.configuration, (voter) =>
      voter === view.id ? this.startsUs.length : (this.answered.get(voter) ?? 0),
    );
    if (round === 0) return;
    const endUs = this.startsUs[round - 1]! + this.options.leaseUs;
    if (nowUs >= endUs || view.leaseEndUs >= endUs) return;
    throw new Error(`a quorum has answered round ${round}, and the lease ends at ${view.leaseEndUs}, not at ${endUs}`);
  }
}
