import type { KvCommand, KvResult } from "../../invariants/client/linearizability/index.ts";
import type { HistoryEvent } from "./event.ts";
import { HistoryFileError } from "./history-file-error.ts";
import { keyName, type Vocabulary } from "./vocabulary.ts";

/** Porcupine's key-value histories: get, put and append, with a `:key`; the values are texts. */
export const kvVocabulary: Vocabulary<KvCommand, KvResult> = {
  names: ["get", "put", "append"],

  commandOf: (invoke) => {
    const key = keyOf(invoke);
    if (invoke.f === "get") return { kind: "get", key };
    return { kind: invoke.f === "put" ? "put" : "append", key, value: textOf(invoke) };
  },

  resultOf: (command, ok) => {
    if (command.kind !== "get") return null;
    // A key that was never written holds the empty text, which some stores call nothing.
    return ok.value === null ? "" : textOf(ok);
  },
};

function keyOf(event: HistoryEvent): string {
  if (event.key !== undefined) return keyName(event.key, event);
  throw new HistoryFileError(event.line, `a ${event.f} has a key, and none is given`);
}

function textOf({ value, f, line }: HistoryEvent): string {
  if (typeof value === "string") return value;
  throw new HistoryFileError(line, `the value of a ${f} must be a text`);
}
