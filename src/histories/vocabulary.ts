import type { HistoryEvent } from "./event.ts";
import { HistoryFileError } from "./history-file-error.ts";
import type { Value } from "./value-reader.ts";

/** What operations of files say in the terms of a model. */
export interface Vocabulary<Command, Result> {
  /** What can be done: the names that files use. */
  readonly names: readonly string[];
  /** What was asked, from the event in which it began. @throws HistoryFileError */
  commandOf(invoke: HistoryEvent): Command;
  /** What was answered, from the event in which the command ended well. @throws HistoryFileError */
  resultOf(command: Command, ok: HistoryEvent): Result;
}

/** A key as models have it: different keys have different names, also the number 5 and the text "5". */
export function keyName(key: Value, { f, line }: HistoryEvent): string {
  if (key === null || typeof key !== "object") return JSON.stringify(key);
  throw new HistoryFileError(line, `the key of a ${f} must be a number, a text, a keyword, true, false or nil`);
}
