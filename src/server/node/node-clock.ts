/** The two clocks of a node, in microseconds. */
export interface NodeClock {
  /**
   * Never falls and never jumps: what the core's timeouts and leases are measured by. While the machine is suspended it
   * stands, and a lease with it: that is told in docs/server.md, because no clock of this runtime tells it in time.
   */
  monotonicUs(): number;
  /** What people's clocks show: what the log's time is taken from. It may jump. */
  wallUs(): number;
}

export const SYSTEM_CLOCK: NodeClock = {
  monotonicUs: () => Math.floor(performance.now() * 1_000),
  wallUs: () => Date.now() * 1_000,
};
