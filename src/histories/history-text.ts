import type {
  ClientOperation,
  KvCommand,
  KvResult,
  RegisterCommand,
  RegisterResult,
} from "../../invariants/client/linearizability/index.ts";
import type { HistoryEvent } from "./event.ts";
import { HistoryFileError, shown } from "./history-file-error.ts";
import { isJepsenLog, readJepsenLog } from "./jepsen-log.ts";
import { kvVocabulary } from "./kv-vocabulary.ts";
import { readOpMaps } from "./op-maps.ts";
import { operationsOf } from "./operations.ts";
import { registerVocabulary } from "./register-vocabulary.ts";

/** Of which machine a file can be a history. */
export const MODEL_NAMES = ["register", "kv"] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/** A history as it stands in a file. */
export type FileHistory = {
  /** By the number of an event: the line on which it stands, counted from 1. */
  readonly lines: readonly number[];
} & (
  | { readonly model: "register"; readonly operations: readonly ClientOperation<RegisterCommand, RegisterResult>[] }
  | { readonly model: "kv"; readonly operations: readonly ClientOperation<KvCommand, KvResult>[] }
);

/**
 * Reads a history: the lines of a Jepsen log, or operation maps in EDN or JSON. Without a model, what is done in it tells
 * which it is.
 *
 * @throws HistoryFileError
 */
export function readHistory(text: string, model?: ModelName): FileHistory {
  const events = isJepsenLog(text) ? readJepsenLog(text) : readOpMaps(text);
  const lines = events.map(({ line }) => line);
  return (model ?? guessModel(events)) === "register"
    ? { model: "register", lines, operations: operationsOf(events, registerVocabulary) }
    : { model: "kv", lines, operations: operationsOf(events, kvVocabulary) };
}

function guessModel([first]: readonly HistoryEvent[]): ModelName {
  if (first === undefined) throw new HistoryFileError(undefined, "it holds no operation");
  if (registerVocabulary.names.includes(first.f)) return "register";
  if (kvVocabulary.names.includes(first.f)) return "kv";
  const known = [...registerVocabulary.names, ...kvVocabulary.names].join(", ");
  throw new HistoryFileError(first.line, `no model has the operation ${shown(first.f)}: what is known is ${known}`);
}
