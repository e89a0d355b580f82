/** A server's name: a positive integer. Zero is nobody. */
export type NodeId = number;

export const NOBODY: NodeId = 0;

/**
 * One log entry, immutable and shared between the log, the messages and the writes that carry it.
 * A no-op is what a new leader appends to commit the entries of its predecessors (dissertation §6.4).
 */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly kind: "command" | "no-op";
  /** Opaque to the core; undefined in a no-op. */
  readonly data: unknown;
  /** What the entry counts for in every limit; 0 for a no-op. */
  readonly bytes: number;
}
