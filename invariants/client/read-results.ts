import type { History } from "../../src/workload/index.ts";
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
  const { reads, rows } = sort(history);
  const held = new Map<string, State | typeof ILLEGAL>();
  const stateOf = (key: string) => (held.has(key) ? held.get(key)! : model.initial);
  let at = 0;
  for (const { row, index } of reads) {
    for (; at < executions.length && executions[at]! <= index; at += 3) {
      const executedRow = rows.get(executions[at + 1]!)?.[executions[at + 2]!];
      if (executedRow === undefined) continue;
      const executed = history.at(executedRow);
      const key = model.keyOf(executed.command);
      const before = stateOf(key);
      if (before === ILLEGAL) continue;
      held.set(key, model.step(before as State, executed.command, executed.returned?.result));
    }
    const { client, command, returned } = history.at(row);
    const { result } = returned!;
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
  readonly row: number;
  readonly index: number;
}

/**
 * Where in the history each command stands that goes through the log, by client and sequence; and the answered reads
 * beside the log, by index. Places and not records: a long history in records would take more memory than all else.
 */
function sort(history: History): { rows: Map<number, number[]>; reads: AnsweredRead[] } {
  const rows = new Map<number, number[]>();
  const reads: AnsweredRead[] = [];
  for (let row = 0; row < history.length; row++) {
    const { client, consistency, returned, sequence } = history.at(row);
    if (consistency === undefined) {
      const own = rows.get(client) ?? [];
      own[sequence] = row;
      rows.set(client, own);
    } else if (returned !== undefined && consistency !== "eventual") reads.push({ row, index: returned.index });
  }
  return { rows, reads: reads.sort((one, other) => one.index - other.index) };
}
