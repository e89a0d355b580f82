import type { RefusalReason } from "../refusal.ts";
import type { TransportCounters } from "../transport.ts";

/** The counters of a transport, while they count. */
export class Tally implements TransportCounters {
  messagesSent = 0;
  bytesSent = 0;
  messagesReceived = 0;
  bytesReceived = 0;
  messagesDropped = 0;
  connectionsOpened = 0;
  connectionsLost = 0;
  readonly refused: Partial<Record<RefusalReason, number>> = {};

  refuse(reason: RefusalReason): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + 1;
  }

  /** A plain value that does not change. */
  copy(): TransportCounters {
    return { ...this, refused: { ...this.refused } };
  }
}
