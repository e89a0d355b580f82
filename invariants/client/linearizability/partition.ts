import type { Model, State } from "./model.ts";
import type { ClientOperation } from "./operation.ts";

/** The operations of one key. */
export interface Partition<Command, Result> {
  readonly key: string;
  readonly operations: readonly ClientOperation<Command, Result>[];
}

/**
 * A history key by key, in the order in which the keys were first asked for: it is linearizable if each part is
 * (Horn and Kroening, "Faster linearizability checking via P-compositionality", 2015). A read that never returned says
 * nothing and is left out.
 */
export function partition<Command, Result>(
  history: Iterable<ClientOperation<Command, Result>>,
  model: Model<Command, Result, State>,
): Partition<Command, Result>[] {
  const parts = new Map<string, ClientOperation<Command, Result>[]>();
  for (const operation of history) {
    const { command, returned } = operation;
    if (returned === undefined && model.isReadOnly(command, undefined)) continue;
    const key = model.keyOf(command);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [operation]);
    else part.push(operation);
  }
  return Array.from(parts, ([key, operations]) => ({ key, operations }));
}
