import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/**
 * A conflict-free replicated data type, as pure functions of immutable states.
 *
 * States form a join-semilattice: `merge` gives the least state that is at least both, and every operation leads upward.
 * So replicas that have seen the same come to the same, in whatever order and however often it reached them (Shapiro et
 * al., "Conflict-free replicated data types", 2011). What an operation adds is a delta, which is a small state of its own
 * and is merged like any other; deltas merged with each other are a delta group, and stand for all of them (Almeida et
 * al., "Delta state replicated data types", 2018).
 */
export interface CrdtType<State, Operation, Value> {
  /** Nothing has been done: at most every other state. */
  readonly empty: State;
  /**
   * What an operation adds that this replica carries out now. `state` is all that the replica knows: no two operations
   * of one replica start from the same state. Merge the delta into it.
   *
   * @throws CrdtLimitError if it asks for what no value may hold.
   */
  delta(state: State, replica: number, operation: Operation): State;
  merge(one: State, other: State): State;
  /** Whether `higher` has seen all that `lower` has: merged, they are `higher`. */
  isAtMost(lower: State, higher: State): boolean;
  isSame(one: State, other: State): boolean;
  /** What it means to whoever reads it. */
  value(state: State): Value;
  write(state: State, writer: ByteWriter): void;
  /** @throws CrdtBytesError */
  read(reader: ByteReader): State;
}

/** The state after an operation of a replica. */
export function operate<State, Operation>(
  type: CrdtType<State, Operation, unknown>,
  state: State,
  replica: number,
  operation: Operation,
): State {
  return type.merge(state, type.delta(state, replica, operation));
}
