import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { kvModel, LinearizabilityCheck, registerModel } from "../../invariants/client/linearizability/index.ts";
import { HistoryFileError } from "../histories/history-file-error.ts";
import { type FileHistory, readHistory } from "../histories/history-text.ts";
import type { LinearizabilityOptions } from "./linearizability-options.ts";

/** What came of one file. */
export type FileResult = Unreadable | Checked;

export interface Unreadable {
  readonly file: string;
  readonly verdict: "unreadable";
  /** Undefined where it is the file as a whole. */
  readonly line: number | undefined;
  readonly message: string;
}

export interface Checked {
  readonly file: string;
  readonly verdict: "linearizable" | "not-linearizable" | "unknown";
  readonly history: FileHistory;
  readonly result: ReturnType<typeof createCheck>["result"];
}

/** Between portions of so many steps the process hears of an interrupt. */
const PORTION = 1_000_000;

/** Reads a file and checks what it holds; an interrupt leaves it unknown. */
export async function checkFile(
  file: string,
  { model, steps }: LinearizabilityOptions,
  interrupt: AbortSignal,
): Promise<FileResult> {
  let history: FileHistory;
  try {
    history = readHistory(readFileSync(file, "utf8"), model);
  } catch (error) {
    return unreadable(file, error);
  }
  const check = createCheck(history);
  for (let left = steps; left > 0 && !check.decided && !interrupt.aborted; left -= PORTION) {
    check.advance(Math.min(left, PORTION));
    await setImmediate();
  }
  const { result } = check;
  return { file, verdict: result.verdict, history, result };
}

function createCheck(history: FileHistory) {
  return history.model === "register"
    ? new LinearizabilityCheck(history.operations, registerModel)
    : new LinearizabilityCheck(history.operations, kvModel);
}

function unreadable(file: string, error: unknown): Unreadable {
  if (error instanceof HistoryFileError) {
    return { file, verdict: "unreadable", line: error.line, message: error.message };
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { file, verdict: "unreadable", line: undefined, message: `it cannot be read: ${code}` };
}
