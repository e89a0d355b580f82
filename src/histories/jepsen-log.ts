import type { HistoryEvent } from "./event.ts";
import { HistoryFileError, shown } from "./history-file-error.ts";
import { phaseOf } from "./op-maps.ts";
import { ValueReader } from "./value-reader.ts";

/** `INFO  jepsen.util - 0	:invoke	:read	nil`: process, phase, what is done, value. */
const LINE = /^INFO\s+jepsen\.util\s+-\s+(\S+)\s+:(\S+)\s+(\S+)\s+(\S.*)$/;

/** Whether the text is the lines of operations that Jepsen logs. */
export function isJepsenLog(text: string): boolean {
  return /^\s*INFO\s/.test(text);
}

/** Every line that is not blank must be an operation. @throws HistoryFileError */
export function readJepsenLog(text: string): HistoryEvent[] {
  return text.split(/\r?\n/).flatMap((line, at) => (line.trim() === "" ? [] : (eventOf(line, at + 1) ?? [])));
}

/** Undefined for what no client did. */
function eventOf(text: string, line: number): HistoryEvent | undefined {
  const [, process, phase, f, rest] = LINE.exec(text) ?? [];
  if (process === undefined) {
    throw new HistoryFileError(line, `an operation that Jepsen logged is expected, not ${shown(text)}`);
  }
  if (!/^\d+$/.test(process)) return undefined;
  // What follows where the outcome is open or nothing happened is the reason, in words of any form.
  const value = phase === "invoke" || phase === "ok" ? new ValueReader(rest!, line).readOne() : null;
  return {
    line,
    process: Number(process),
    phase: phaseOf(phase, line),
    f: f!.replace(/^:/, ""),
    key: undefined,
    value,
  };
}
