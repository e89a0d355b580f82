import { KnownStates } from "./known-states.ts";
import type { System, Visit } from "./system.ts";

/** Why a search ended: all was seen, or something broke, or it came to its greatest depth before that. */
export type Ending = "exhausted" | "broken" | "depth";

/** How far a search has come. */
export interface Findings {
  /** Undefined while it goes on. */
  readonly ending: Ending | undefined;
  /** Different cores of states. */
  readonly cores: number;
  /** States from which all moves were tried, each of them standing for all that can do no more. */
  readonly expanded: number;
  readonly moves: number;
  /** How many moves away from the start the last of them is. */
  readonly depth: number;
  /** The moves that lead to what broke; empty if nothing did. */
  readonly path: readonly number[];
}

/**
 * Tries every move in every state, breadth first: those nearest to the start come first, unless they are found needless
 * before their turn. Which cores there are does not hang from the order in which a system tells of its moves.
 */
export class Search {
  private readonly system: System;
  private readonly maxDepth: number;
  private readonly known: KnownStates;
  private readonly state: number[] = [];
  private ending: Ending | undefined = undefined;
  private expanded = 0;
  private moves = 0;
  private path: readonly number[] = [];
  /** The state whose turn it is, how many moves away from the start it is, and where states begin that are one more away. */
  private at = 0;
  private depth = 0;
  private depthEnd = 1;

  /** `maxDepth` is the most moves away from the start that a state may be. */
  constructor(system: System, maxDepth = Number.POSITIVE_INFINITY) {
    this.system = system;
    this.maxDepth = maxDepth;
    this.known = new KnownStates(system.coreLength);
    this.known.add(system.start, 0, 0);
  }

  get findings(): Findings {
    const { depth, ending, expanded, known, moves, path } = this;
    return { ending, cores: known.coreCount, expanded, moves, depth, path };
  }

  /** Expands so many states at most; true when there is nothing more to do. */
  advance(states: number): boolean {
    const end = this.expanded + states;
    while (this.ending === undefined && this.expanded < end) this.expandNext();
    return this.ending !== undefined;
  }

  private expandNext(): void {
    const { known, state } = this;
    while (this.at < known.size && known.isNeedless(this.at)) this.at++;
    if (this.at === known.size) {
      this.ending = "exhausted";
      return;
    }
    if (this.at >= this.depthEnd) {
      this.depth++;
      this.depthEnd = known.size;
      // One that is met from now on is deeper: it can do more than a nearer one, but not in as few moves.
      if (Number.isFinite(this.maxDepth)) known.keepKnown();
    }
    if (this.depth === this.maxDepth) {
      this.ending = "depth";
      return;
    }
    known.read(this.at, state);
    this.system.expand(state, this.visit);
    this.expanded++;
    this.at++;
    if (this.path.length > 0) this.ending = "broken";
  }

  private readonly visit: Visit = (move, next, broken) => {
    this.moves++;
    if (!broken) this.known.add(next, this.at, move);
    else if (this.path.length === 0) this.path = [...this.known.pathTo(this.at), move];
  };
}
