import type { Answer, Asked } from "../../machine/index.ts";
import type { Output, RaftView } from "../../raft/index.ts";
import type { LogClock } from "./log-clock.ts";
import type { WriteOutcome } from "./node.ts";
import type { NodeClock } from "./node-clock.ts";
import { PendingOrders } from "./pending-orders.ts";
import { PendingReads } from "./pending-reads.ts";
import { PendingWrites, WaitingWrite } from "./pending-writes.ts";

/** How often it is looked for promises that have waited too long, while there are any. */
const EXPIRY_INTERVAL_MS = 20;

/** What was asked of this node and is not answered yet. Every promise is kept: by what happens, by the clock, or by the end. */
export class Requests {
  readonly writes = new PendingWrites();
  readonly reads = new PendingReads();
  readonly orders = new PendingOrders();
  private readonly view: RaftView;
  private readonly clock: NodeClock;
  private readonly logClock: LogClock;
  private expiry: NodeJS.Timeout | undefined = undefined;

  constructor(view: RaftView, clock: NodeClock, logClock: LogClock) {
    this.view = view;
    this.clock = clock;
    this.logClock = logClock;
  }

  /** To be proposed at the end of this turn of the event loop. The node leads. */
  gatherWrite(asked: Asked, timeoutUs: number, finish: (outcome: WriteOutcome) => void): void {
    const nowUs = this.clock.monotonicUs();
    this.writes.gather(new WaitingWrite(asked, this.logClock.stampUs(nowUs), nowUs, nowUs + timeoutUs, finish));
  }

  /** After a step: tells whoever waited for what it has put out. */
  stepped(output: Output): void {
    for (const rejection of output.rejections) {
      if (rejection.of === "proposal") this.writes.reject(rejection);
      else if (rejection.of === "read") this.reads.reject(rejection);
    }
    this.orders.settle(this.view, output);
    if (this.view.role !== "leader") this.writes.leadershipLost(this.view.leader);
  }

  /** Looks from time to time whether somebody has waited too long, as long as anybody waits. */
  watchExpiry(): void {
    if (this.expiry !== undefined || this.count === 0) return;
    this.expiry = setTimeout(() => {
      this.expiry = undefined;
      this.expire();
      this.watchExpiry();
    }, EXPIRY_INTERVAL_MS);
  }

  /** The node ends, and nobody will be told anything any more. */
  stop(): void {
    clearTimeout(this.expiry);
    const { leader } = this.view;
    this.writes.stop(leader);
    this.reads.stop(leader);
    this.orders.stop(leader);
  }

  private get count(): number {
    return this.writes.count + this.reads.count + this.orders.count;
  }

  private expire(): void {
    const { leader } = this.view;
    const nowUs = this.clock.monotonicUs();
    this.writes.expire(nowUs, leader);
    this.reads.expire(nowUs, leader);
    this.orders.expire(nowUs, leader);
  }
}

/** What came of an entry, for whoever proposed it. */
export function outcomeOf({ outcome, index, result }: Answer): WriteOutcome {
  switch (outcome) {
    case "applied":
      return { outcome, index, result };
    case "registered":
      return { outcome, session: index };
    case "session-expired":
    case "sequence-reused":
    case "idempotency-key-reused":
      return { outcome };
  }
}
