import { Configurations } from "./configurations.ts";
import { Goals } from "./goals.ts";
import { LinearizedSet } from "./linearized-set.ts";
import type { Model, State } from "./model.ts";
import type { ClientOperation } from "./operation.ts";
import { kindsOf } from "./operation-kinds.ts";
import { Timeline } from "./timeline.ts";
import { NOWHERE, Transitions } from "./transitions.ts";

/** In which order the operations that may come next are tried. */
type Pass = "reads" | "changes" | "pending";

const NONE = -1;

/**
 * Looks for an order in which the operations of one key, one after the other, make a legal history, and in which an
 * operation that returned before another began comes first. This is the search of Wing and Gong ("Testing and verifying
 * concurrent objects", 1993) with the memory of Lowe ("Testing for linearizability", 2016): operations are linearized one
 * by one, each of those that may come next is tried, and no configuration is entered twice.
 *
 * A legal read comes before all else and is never reconsidered: it changes nothing, so whatever order exists, exists
 * with the read moved here. A pending operation is tried last, and only where it makes a difference:
 * not if the state stays, not if one of the same kind began earlier, and not if the next operation wipes out what it did.
 * In each case another branch of the search does as well with a pending operation fewer, or with one that began earlier.
 * Where the model has foresight, only those are tried that lead to where an operation must have been that returned.
 *
 * A step is one look at one operation, or at the end of a pass; to find out which pending ones are worth a try takes a
 * step for each that is considered.
 */
export class Search<Command, Result> {
  private readonly timeline: Timeline;
  private readonly transitions: Transitions;
  private readonly linearized: LinearizedSet;
  private readonly visited = new Configurations();
  private readonly goals: Goals<Command, Result> | undefined;
  /** By operation. */
  private readonly kinds: Int32Array;
  private readonly readOnly: readonly boolean[];
  /** The pending operation of the same kind that began before a pending one, or `NONE`. */
  private readonly earlierTwin: Int32Array;
  /** What was linearized, in order, and in which state. */
  private readonly stack: Int32Array;
  private readonly statesBefore: Int32Array;
  private depth = 0;
  private state = 0;
  private missing: number;
  private pass: Pass = "reads";
  /** What is looked at next: an entry, or in the last pass a pending operation. */
  private cursor: number;
  /** The first return, while the pending operations before it are tried. */
  private boundary = 0;
  /** The pending operations that are worth a try here, by number; undefined: all. */
  private worthwhile: readonly number[] | undefined;
  /** The last return that was in the way with nothing more to try, and for each state the last it was so in. */
  private farthest = 0;
  private readonly stuckAt = new Map<number, number>();
  /** Steps that were taken at one go, and are yet to be counted. */
  private owed = 0;
  private found: boolean | undefined;

  constructor(model: Model<Command, Result, State>, operations: readonly ClientOperation<Command, Result>[]) {
    this.timeline = new Timeline(operations);
    const ordered = this.timeline.operations as readonly ClientOperation<Command, Result>[];
    this.kinds = kindsOf(ordered);
    this.readOnly = ordered.map(({ command, returned }) => model.isReadOnly(command, returned?.result));
    this.transitions = new Transitions(model.initial, (state, kind) => {
      const { command, returned } = ordered[kind]!;
      return model.step(state, command, returned?.result);
    });
    this.missing = this.timeline.returned;
    this.linearized = new LinearizedSet(this.missing, ordered.length - this.missing);
    if (model.foresight !== undefined && ordered.length > this.missing) {
      const { transitions } = this;
      const numberOf = (state: State) => transitions.numberOf(state);
      const stateOf = (number: number) => transitions.state(number);
      this.goals = new Goals(model.foresight, ordered, this.missing, numberOf, stateOf);
    }
    this.earlierTwin = earlierTwins(this.kinds, this.missing);
    this.stack = new Int32Array(ordered.length);
    this.statesBefore = new Int32Array(ordered.length);
    this.cursor = this.timeline.first;
  }

  /** Whether the operations are linearizable; undefined while that is open. */
  get verdict(): boolean | undefined {
    return this.found;
  }

  /** Goes on by so many steps at most; gives how many it took. */
  advance(steps: number): number {
    let taken = 0;
    while (this.found === undefined && taken < steps) {
      const paid = Math.min(this.owed, steps - taken);
      this.owed -= paid;
      taken += paid;
      if (taken === steps) break;
      this.look();
      taken += 1;
    }
    return taken;
  }

  /** Of operations that are not linearizable: the first that none of all orders gets to, as it was handed in. */
  get stuckOperation(): ClientOperation<Command, Result> {
    const operation = this.timeline.operation(this.farthest);
    return this.timeline.operations[operation] as ClientOperation<Command, Result>;
  }

  /** The states that the operations before it can have led to, and of the pending ones those that somebody saw. */
  get stuckStates(): State[] {
    const states = [...this.stuckAt.keys()].filter((state) => this.stuckAt.get(state) === this.farthest);
    return states.sort((one, other) => one - other).map((state) => this.transitions.state(state));
  }

  private look(): void {
    if (this.missing === 0) this.found = true;
    else if (this.pass === "pending") this.lookAtPending(this.nextPending());
    else if (this.timeline.isReturn(this.cursor)) this.endPass(this.cursor);
    else this.lookAt(this.timeline.operation(this.cursor));
  }

  private lookAt(operation: number): void {
    this.cursor = this.timeline.after(this.cursor);
    const isRead = this.readOnly[operation]!;
    if (isRead !== (this.pass === "reads")) return;
    const state = this.transitions.after(this.state, this.kinds[operation]!);
    if (state === NOWHERE || this.wipesOutPending(operation, state)) return;
    if (!this.enter(operation, state) && isRead) this.retreat();
  }

  private lookAtPending(operation: number): void {
    if (operation === this.timeline.operations.length || !this.timeline.beganBefore(operation, this.boundary)) {
      this.giveUp();
      return;
    }
    this.cursor = operation + 1;
    const twin = this.earlierTwin[operation]!;
    if (this.linearized.has(operation) || (twin !== NONE && !this.linearized.has(twin))) return;
    const state = this.transitions.after(this.state, this.kinds[operation]!);
    if (state === NOWHERE || state === this.state || this.wipesOutPending(operation, state)) return;
    this.enter(operation, state);
  }

  private endPass(firstReturn: number): void {
    if (this.pass === "reads") {
      this.pass = "changes";
      this.cursor = this.timeline.first;
    } else this.beginPending(this.timeline.returned, firstReturn);
  }

  /** Tries the pending operations from this one on. */
  private beginPending(operation: number, firstReturn: number): void {
    const { linearized, timeline } = this;
    this.pass = "pending";
    this.cursor = operation;
    this.boundary = firstReturn;
    if (this.goals === undefined) return;
    const isOpen = (pending: number) => {
      this.owed += 1;
      return !linearized.has(pending) && timeline.beganBefore(pending, firstReturn);
    };
    this.worthwhile = this.goals.towards(timeline.mayComeNext(), this.state, isOpen);
  }

  /** The pending operation to be looked at next, or the number behind the last. */
  private nextPending(): number {
    const { cursor, worthwhile } = this;
    if (worthwhile === undefined) return cursor;
    return worthwhile.find((operation) => operation >= cursor) ?? this.timeline.operations.length;
  }

  /** Whether the operation before was a pending one, and this one would lead to the same state without it. */
  private wipesOutPending(operation: number, state: number): boolean {
    if (this.depth === 0) return false;
    const last = this.depth - 1;
    if (this.stack[last]! < this.timeline.returned) return false;
    return this.transitions.after(this.statesBefore[last]!, this.kinds[operation]!) === state;
  }

  /** Linearizes the operation, unless the search has been there. */
  private enter(operation: number, state: number): boolean {
    this.linearized.add(operation);
    if (!this.visited.add(this.linearized, state)) {
      this.linearized.remove(operation);
      return false;
    }
    this.stack[this.depth] = operation;
    this.statesBefore[this.depth] = this.state;
    this.depth += 1;
    this.state = state;
    if (operation < this.timeline.returned) {
      this.timeline.lift(operation);
      this.missing -= 1;
    }
    this.pass = "reads";
    this.cursor = this.timeline.first;
    return true;
  }

  /** Everything was tried, and the operation of the first return cannot come next. */
  private giveUp(): void {
    if (this.boundary > this.farthest) this.farthest = this.boundary;
    if (this.boundary === this.farthest) this.stuckAt.set(this.state, this.boundary);
    this.retreat();
  }

  /** Takes the last operation back that was a choice, and goes on behind it; without one, no order exists. */
  private retreat(): void {
    let operation: number;
    do {
      if (this.depth === 0) {
        this.found = false;
        return;
      }
      this.depth -= 1;
      operation = this.stack[this.depth]!;
      this.state = this.statesBefore[this.depth]!;
      this.linearized.remove(operation);
      if (operation < this.timeline.returned) {
        this.timeline.putBack(operation);
        this.missing += 1;
      }
    } while (this.readOnly[operation]);
    if (operation < this.timeline.returned) {
      this.pass = "changes";
      this.cursor = this.timeline.afterCall(operation);
    } else this.beginPending(operation + 1, this.timeline.firstReturn());
  }
}

function earlierTwins(kinds: Int32Array, firstPending: number): Int32Array {
  const latest = new Map<number, number>();
  const twins = new Int32Array(kinds.length).fill(NONE);
  for (let operation = firstPending; operation < kinds.length; operation++) {
    const kind = kinds[operation]!;
    twins[operation] = latest.get(kind) ?? NONE;
    latest.set(kind, operation);
  }
  return twins;
}
