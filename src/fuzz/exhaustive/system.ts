/**
 * What a search explores: something that goes from state to state by moves.
 *
 * A state is a list of 32-bit integers: a core, of as many as `coreLength` says, and behind it a set of bits, which are
 * possibilities. Of two states with one core, the one with more of them can do all that the other can, and has them still
 * when it has done so; so the other need not be looked at. Zeros at the end of a set say nothing. A move is an integer
 * whose meaning is the system's.
 */
export interface System {
  readonly start: readonly number[];
  readonly coreLength: number;
  /** Tells of the moves that can be made in a state. The lists belong to who tells. */
  expand(state: readonly number[], visit: Visit): void;
}

/** `broken` says that this move makes happen what must never happen: there is nothing after it. */
export type Visit = (move: number, next: readonly number[], broken: boolean) => void;
