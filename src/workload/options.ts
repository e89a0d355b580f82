import { NO_READS, type ReadHabits } from "./read-habits.ts";

/** How a client behaves. All times are on its own clock. */
export interface ClientOptions {
  /** The nodes it may ask, by endpoint id: at least one. */
  readonly nodes: readonly number[];
  /** After so long without an answer it asks another node. */
  readonly attemptTimeoutUs: number;
  /** After so long it gives an operation up, its outcome unknown. */
  readonly operationTimeoutUs: number;
  /** It waits between these two, inclusive, before it asks again after a refusal. */
  readonly backoffMinUs: number;
  readonly backoffMaxUs: number;
  /** When it has had no answer in its session for so long, it gets a new one before it asks for anything. */
  readonly sessionIdleUs: number;
  /** Only for an application whose commands can be reads. */
  readonly reads: ReadHabits;
}

/**
 * As patient as network and cluster ask for: `hopUs` is how long a message takes at the most when nothing is wrong,
 * `electionTimeoutUs` the shortest of the cluster's election timeouts, and `sessionExpiryUs` how long a session
 * outlives its last use.
 */
export function createClientOptions(
  nodes: readonly number[],
  hopUs: number,
  electionTimeoutUs: number,
  sessionExpiryUs: number,
  reads = NO_READS,
): ClientOptions {
  if (nodes.length === 0) throw new Error("A client needs at least one node to ask.");
  return {
    nodes,
    attemptTimeoutUs: 2 * electionTimeoutUs + 20 * hopUs,
    operationTimeoutUs: Math.max(5_000_000, 10 * electionTimeoutUs),
    backoffMinUs: 2_000,
    backoffMaxUs: 20_000,
    sessionIdleUs: Math.floor(sessionExpiryUs / 2),
    reads,
  };
}
