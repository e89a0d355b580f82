/**
 * What became of messages. At any time, `sent + duplicated` is `delivered + dropped` and what is still under way.
 */
export class NetworkCounters {
  /** Messages that programs sent. */
  sent = 0;
  /** Messages that a program received; copies count. */
  delivered = 0;
  droppedByLoss = 0;
  /** Sent over a link that was cut. */
  droppedByCut = 0;
  /** In flight when their link was cut. */
  droppedInFlight = 0;
  /** Arrived where nothing was running. */
  droppedAtDead = 0;
  /** Messages of which a second copy was sent on its way. */
  duplicated = 0;
  /** Messages held up by an extra delay that was in force, or by being reordered. */
  delayed = 0;
  /** Messages delivered after a later one of their link; copies count. */
  overtaken = 0;

  get dropped(): number {
    return this.droppedByLoss + this.droppedByCut + this.droppedInFlight + this.droppedAtDead;
  }

  fork(): NetworkCounters {
    return Object.assign(new NetworkCounters(), this);
  }
}
