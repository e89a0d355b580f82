import type { Effect, Foresight } from "./foresight.ts";
import type { State } from "./model.ts";
import type { ClientOperation } from "./operation.ts";

/** In place of the number of a state. */
const NO_STATE = -1;
const ANY_STATE = -2;

/** A pending operation that leads to some state, and the only state from which it does; or `ANY_STATE`. */
interface Way {
  readonly operation: number;
  readonly from: number;
}

/** An append that is pending. */
interface Append {
  readonly operation: number;
  readonly text: string;
  readonly nothing: State;
}

/**
 * Which pending operations are worth a try. If an order exists, take one with as few of them as can be. None of them is
 * then followed by one that leads to the same state from everywhere, so a row of them leads, each from the state that the
 * one before left, to the state that the operation behind the row must have: all others can be left out.
 */
export class Goals<Command, Result> {
  private readonly numberOf: (state: State) => number;
  /** Of each operation that returned: the state it must have, `NO_STATE` if none, `ANY_STATE` if that is not known. */
  private readonly demands: Int32Array;
  /** By the state that they lead to, in the order in which they began. */
  private readonly ways = new Map<number, Way[]>();
  private readonly appends: Append[] = [];
  private readonly stateOf: (number: number) => State;

  /** The first `returned` of the operations returned; the others are pending, in the order in which they began. */
  constructor(
    foresight: Foresight<Command, Result>,
    operations: readonly ClientOperation<Command, Result>[],
    returned: number,
    numberOf: (state: State) => number,
    stateOf: (number: number) => State,
  ) {
    this.numberOf = numberOf;
    this.stateOf = stateOf;
    this.demands = new Int32Array(returned);
    operations.forEach((operation, number) => {
      if (operation.returned === undefined) this.addPending(number, foresight.effectOf(operation.command));
      else {
        const demand = foresight.demandOf(operation.command, operation.returned.result);
        if (demand.kind === "state") this.demands[number] = numberOf(demand.held);
        else this.demands[number] = demand.kind === "none" ? NO_STATE : ANY_STATE;
      }
    });
  }

  /**
   * The pending operations that lead from this state to one that one of the operations that may come next must have, or
   * to one from where others lead there; by number. Undefined if any may. `isOpen` tells which are there to be taken.
   */
  towards(next: readonly number[], from: number, isOpen: (pending: number) => boolean): number[] | undefined {
    const goals = new Set<number>();
    for (const operation of next) {
      const demand = this.demands[operation]!;
      if (demand === ANY_STATE) return undefined;
      if (demand !== NO_STATE) goals.add(demand);
    }
    const found: number[] = [];
    // What is added to a set while it is gone through is gone through too.
    for (const goal of goals) {
      for (const way of this.waysTo(goal, isOpen)) {
        if (way.from === ANY_STATE || way.from === from) found.push(way.operation);
        else goals.add(way.from);
      }
    }
    return found.sort((one, other) => one - other);
  }

  private addPending(operation: number, effect: Effect<State>): void {
    if (effect.kind === "appends") {
      this.appends.push({ operation, text: effect.text, nothing: effect.nothing });
      return;
    }
    const to = this.numberOf(effect.to);
    const way = { operation, from: effect.kind === "swaps" ? this.numberOf(effect.from) : ANY_STATE };
    const others = this.ways.get(to);
    if (others === undefined) this.ways.set(to, [way]);
    else others.push(way);
  }

  /** Of those that lead there from everywhere, the first is as good as any. */
  private *waysTo(goal: number, isOpen: (pending: number) => boolean): Iterable<Way> {
    let isSet = false;
    for (const way of this.ways.get(goal) ?? []) {
      if (!isOpen(way.operation) || (way.from === ANY_STATE && isSet)) continue;
      isSet ||= way.from === ANY_STATE;
      yield way;
    }
    const held = this.stateOf(goal);
    if (typeof held !== "string") return;
    for (const { operation, text, nothing } of this.appends) {
      if (!isOpen(operation) || !held.endsWith(text)) continue;
      const before = held.slice(0, held.length - text.length);
      yield { operation, from: this.numberOf(before) };
      if (before === "" && nothing !== "") yield { operation, from: this.numberOf(nothing) };
    }
  }
}
