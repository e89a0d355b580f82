import type { History, Operation } from "../../src/workload/index.ts";
import type { Executions } from "../executions.ts";

/** The operation and where it stands in the history. */
type Visit = (operation: Operation, row: number) => void;

/**
 * Goes through a history in the order of the log: to each command where it was carried out, and to each answered read
 * beside the log behind all that the machine had applied that was read.
 */
export function walkLog(history: History, executions: Executions, visit: Visit): void {
  const { commands, reads } = sort(history);
  let place = 0;
  const visitCommands = (upTo: number) => {
    for (; place < executions.length && executions.indexAt(place) <= upTo; place++) {
      const row = commands.get(executions.clientAt(place))?.[executions.sequenceAt(place)];
      if (row !== undefined) visit(history.at(row), row);
    }
  };
  for (const { row, index } of reads) {
    visitCommands(index);
    visit(history.at(row), row);
  }
  visitCommands(Number.POSITIVE_INFINITY);
}

interface AnsweredRead {
  readonly row: number;
  readonly index: number;
}

/**
 * Where in the history each command stands that goes through the log, by client and sequence; and the answered reads
 * beside the log, by index. Places and not records: a long history in records would take more memory than all else.
 */
function sort(history: History): { commands: Map<number, number[]>; reads: AnsweredRead[] } {
  const commands = new Map<number, number[]>();
  const reads: AnsweredRead[] = [];
  for (let row = 0; row < history.length; row++) {
    const { client, consistency, returned, sequence } = history.at(row);
    if (consistency === undefined) {
      const own = commands.get(client) ?? [];
      own[sequence] = row;
      commands.set(client, own);
    } else if (returned !== undefined && consistency !== "eventual") reads.push({ row, index: returned.index });
  }
  return { commands, reads: reads.sort((one, other) => one.index - other.index) };
}
