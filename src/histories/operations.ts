import type { ClientOperation } from "../../invariants/client/linearizability/index.ts";
import type { HistoryEvent } from "./event.ts";
import { HistoryFileError, shown } from "./history-file-error.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * The operations of a history, from its events; an operation's events are numbered as they stand in it. What failed did
 * not happen and is left out; what ended in `info`, or did not end, has no return.
 *
 * @throws HistoryFileError
 */
export function operationsOf<Command, Result>(
  events: readonly HistoryEvent[],
  vocabulary: Vocabulary<Command, Result>,
): ClientOperation<Command, Result>[] {
  const operations: ClientOperation<Command, Result>[] = [];
  /** By process: the event in which its open operation began. */
  const open = new Map<number, number>();
  for (const [number, event] of events.entries()) {
    const { process, phase } = event;
    requireKnown(event, vocabulary.names);
    const began = open.get(process);
    if (phase === "invoke") {
      if (began !== undefined) throw tooEarly(event, events[began]!);
      open.set(process, number);
      continue;
    }
    if (began === undefined) throw new HistoryFileError(event.line, `process ${process} has no open operation to end`);
    const invoke = events[began]!;
    if (invoke.f !== event.f) throw unlike(event, invoke);
    open.delete(process);
    if (phase === "fail") continue;
    const command = vocabulary.commandOf(invoke);
    const returned = phase === "ok" ? { event: number, result: vocabulary.resultOf(command, event) } : undefined;
    operations.push({ client: process, command, invokedEvent: began, returned });
  }
  for (const [client, began] of open) {
    operations.push({
      client,
      command: vocabulary.commandOf(events[began]!),
      invokedEvent: began,
      returned: undefined,
    });
  }
  return operations;
}

function requireKnown({ f, line }: HistoryEvent, names: readonly string[]): void {
  if (names.includes(f)) return;
  throw new HistoryFileError(line, `the operations of this model are ${names.join(", ")}, not ${shown(f)}`);
}

function tooEarly({ process, line }: HistoryEvent, open: HistoryEvent): HistoryFileError {
  const message = `process ${process} begins an operation, and its ${open.f} of line ${open.line} has not ended`;
  return new HistoryFileError(line, message);
}

function unlike({ process, f, line }: HistoryEvent, open: HistoryEvent): HistoryFileError {
  const message = `process ${process} ends a ${f}, but what it began in line ${open.line} is a ${open.f}`;
  return new HistoryFileError(line, message);
}
