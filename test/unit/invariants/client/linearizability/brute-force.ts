import {
  type ClientOperation,
  ILLEGAL,
  type Model,
  type State,
} from "../../../../../invariants/client/linearizability/index.ts";

/**
 * Linearizability by its definition: is there an order of all operations that returned, and of some that did not, that
 * keeps the order of time and is a run of the model? Tries all of them, and knows no trick.
 */
export function isLinearizable<Command, Result, Held extends State>(
  history: readonly ClientOperation<Command, Result>[],
  model: Model<Command, Result, Held>,
): boolean {
  return canGoOn(history, new Map<string, Held>());

  function canGoOn(rest: readonly ClientOperation<Command, Result>[], states: ReadonlyMap<string, Held>): boolean {
    if (rest.every(({ returned }) => returned === undefined)) return true;
    return rest.some((operation) => {
      if (rest.some(({ returned }) => returned !== undefined && returned.event <= operation.invokedEvent)) return false;
      const { command, returned } = operation;
      const key = model.keyOf(command);
      const held = states.has(key) ? states.get(key)! : model.initial;
      const next = model.step(held, command, returned?.result);
      if (next === ILLEGAL) return false;
      const others = rest.filter((other) => other !== operation);
      return canGoOn(others, new Map(states).set(key, next as Held));
    });
  }
}

/**
 * Of a history of one key that is not linearizable: the operation whose return no order gets past, of those that some
 * order gets to, and the states in which it was the next to return.
 */
export function whereItEnds<Command, Result, Held extends State>(
  history: readonly ClientOperation<Command, Result>[],
  model: Model<Command, Result, Held>,
): { operation: ClientOperation<Command, Result>; states: Set<Held> } {
  let farthest: ClientOperation<Command, Result> | undefined;
  let states = new Set<Held>();
  visit(history, model.initial);
  return { operation: farthest!, states };

  function visit(rest: readonly ClientOperation<Command, Result>[], held: Held): void {
    const next = rest.reduce((a, b) => ((b.returned?.event ?? Infinity) < (a.returned?.event ?? Infinity) ? b : a));
    if (farthest === undefined || next.returned!.event > farthest.returned!.event) {
      farthest = next;
      states = new Set();
    }
    if (next === farthest) states.add(held);
    for (const operation of rest) {
      if (operation.invokedEvent >= next.returned!.event) continue;
      const after = model.step(held, operation.command, operation.returned?.result);
      if (after !== ILLEGAL)
        visit(
          rest.filter((other) => other !== operation),
          after as Held,
        );
    }
  }
}
