import type { RegisterCommand, RegisterResult, RegisterValue } from "../../invariants/client/linearizability/index.ts";
import type { HistoryEvent } from "./event.ts";
import { HistoryFileError } from "./history-file-error.ts";
import type { Value } from "./value-reader.ts";
import { keyName, type Vocabulary } from "./vocabulary.ts";

/**
 * Jepsen's registers: read, write a value, cas `[expected value]`. Where there are several, the key stands beside the
 * value (`:key 5`), or before it as Jepsen's independent tests have it: `[5 nil]`, `[5 3]`, `[5 [3 4]]`.
 */
export const registerVocabulary: Vocabulary<RegisterCommand, RegisterResult> = {
  names: ["read", "write", "cas"],

  commandOf: (invoke) => {
    const { key, value } = addressed(invoke);
    if (invoke.f === "read") return { kind: "read", key };
    if (invoke.f === "write") return { kind: "write", key, value: scalar(value, invoke) };
    if (!isPair(value)) throw new HistoryFileError(invoke.line, "a cas takes [expected value]");
    return {
      kind: "compare-and-set",
      key,
      expected: scalar(value[0], invoke),
      value: scalar(value[1], invoke),
    };
  },

  resultOf: (command, ok) => {
    if (command.kind !== "read") return true;
    return scalar(addressed(ok).value, ok);
  },
};

function addressed(event: HistoryEvent): { key: string; value: Value } {
  const { f, value } = event;
  if (event.key !== undefined) return { key: keyName(event.key, event), value };
  const isAddressed = isPair(value) && (f !== "cas" || isPair(value[1]));
  return isAddressed ? { key: keyName(value[0], event), value: value[1] } : { key: "", value };
}

function isPair(value: Value): value is readonly [Value, Value] {
  return Array.isArray(value) && value.length === 2;
}

function scalar(value: Value, { f, line }: HistoryEvent): RegisterValue {
  if (value === null || typeof value !== "object") return value;
  throw new HistoryFileError(line, `the value of a ${f} must be a number, a text, a keyword, true, false or nil`);
}
