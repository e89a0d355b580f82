/**
 * What became of messages. At any time, `sent + duplicated` is `delivered + dropped` and what is still under way.
 */
export class NetworkCounters {
  /** Messages that programs sent. */
  sent = 0;
  /** Messages that a program received; copies count, as in all that follow but `duplicated`. */
  delivered = 0;
  droppedByLoss = 0;
  /** Sent over a link that was cut. */
  droppedByCut = 0;
  /** In flight when their link was cut. */
  droppedInFlight = 0;
  /** Arrived where nothing was running. */
  droppedAtDead = 0;
  /** Arrived damaged: their checksum failed. */
  corrupted = 0;
  /** Messages of which a second copy was sent on its way. */
  duplicated = 0;
  /** Held up by a delay that was in force. */
  delayed = 0;
  /** Held up so that later ones could overtake them. */
  reordered = 0;
  /** Held back by a clog. */
  clogged = 0;
  /** Delivered after a later one of their link. */
  overtaken = 0;

  get dropped(): number {
    return this.droppedByLoss + this.droppedByCut + this.droppedInFlight + this.droppedAtDead + this.corrupted;
  }

  fork(): NetworkCounters {
    return Object.assign(new NetworkCounters(), this);
  }
}
