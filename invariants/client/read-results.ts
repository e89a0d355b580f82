import type { History, Operation } from "../../src/workload/index.ts";
import { ILLEGAL, type Model, type State } from "./linearizability/index.ts";

export interface WrongRead {
  readonly index: number;
  readonly told: string;
}

/**
 * The first read, in the order of the log, that was answered otherwise than a machine answers that has applied the log
 * up to the read's index; undefined if there is none. `executions` says what was carried out where: index, client and
 * sequence in turn, ascending. Keys about which the model itself is at odds with the log are left to others to judge.
 */
export function findWrongRead(
  history: History,
  executions: readonly number[],
  model: Model<unknown, unknown>,
): WrongRead | undefined {
  const { commands, reads } = sort(history);
  const held = new Map<string, State | typeof ILLEGAL>();
  const stateOf = (key: string) => (held.has(key) ? held.get(key)! : model.initial);
  let at = 0;
  for (const { client, command, index, result } of reads) {
    for (; at < executions.length && executions[at]! <= index; at += 3) {
      const executed = commands.get(executions[at + 1]!)?.get(executions[at + 2]!);
      if (executed === undefined) continue;
      const key = model.keyOf(executed.command);
      const before = stateOf(key);
      if (before === ILLEGAL) continue;
      held.set(key, model.step(before as State, executed.command, executed.returned?.result));
    }
    const state = stateOf(model.keyOf(command));
    if (state === ILLEGAL || model.step(state as State, command, result) !== ILLEGAL) continue;
    const place = `where it held ${model.describeState(state as State)}, ${model.objection(state as State, command, result)}`;
    return {
      index,
      told: `client ${client} was told ${model.describe(command, result)} as of index ${index}: ${place}`,
    };
  }
  return undefined;
}

interface AnsweredRead {
  readonly client: number;
  readonly command: unknown;
  readonly index: number;
  readonly result: unknown;
}

/** What goes through the log, by client and sequence; and the reads beside it that were answered, by index. */
function sort(history: History): { commands: Map<number, Map<number, Operation>>; reads: AnsweredRead[] } {
  const commands = new Map<number, Map<number, Operation>>();
  const reads: AnsweredRead[] = [];
  for (const operation of history) {
    const { client, command, consistency, returned, sequence } = operation;
    if (consistency !== undefined) {
      if (returned !== undefined) reads.push({ client, command, index: returned.index, result: returned.result });
      continue;
    }
    const own = commands.get(client) ?? new Map<number, Operation>();
    commands.set(client, own.set(sequence, operation));
  }
  return { commands, reads: reads.sort((one, other) => one.index - other.index) };
}
