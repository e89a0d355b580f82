import type { Model, State } from "./model.ts";
import type { ClientOperation } from "./operation.ts";
import type { Search } from "./search.ts";

/** Why a history is not linearizable. */
export interface Refusal<Command, Result> {
  readonly key: string;
  /** The first operation in the way of all orders: some put all in place that returned before it, none also itself. */
  readonly operation: ClientOperation<Command, Result>;
  /** The operation in the model's words. */
  readonly description: string;
  /** What the operations before it can have led to, and why it is illegal in each. */
  readonly objections: readonly Objection[];
}

export interface Objection {
  readonly state: State;
  /** The state and the reason, in the model's words. */
  readonly held: string;
  readonly reason: string;
}

/** Reads from a search that has failed. */
export function refusalOf<Command, Result>(
  model: Model<Command, Result, State>,
  key: string,
  { stuckOperation: operation, stuckStates }: Search<Command, Result>,
): Refusal<Command, Result> {
  const { command } = operation;
  const { result } = operation.returned!;
  return {
    key,
    operation,
    description: model.describe(command, result),
    objections: stuckStates.map((state) => ({
      state,
      held: model.describeState(state),
      reason: model.objection(state, command, result),
    })),
  };
}
