/** The two clocks of a node, in microseconds. */
export interface NodeClock {
  /** Never falls and never jumps: what the core's timeouts and leases are measured by, and what log time passes by. */
  monotonicUs(): number;
  /** What people's clocks show, to be told to people. It may jump. */
  wallUs(): number;
}

export const SYSTEM_CLOCK: NodeClock = {
  monotonicUs: () => Math.floor(performance.now() * 1_000),
  wallUs: () => Date.now() * 1_000,
};
