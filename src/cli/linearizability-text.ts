import type { Refusal } from "../../invariants/client/linearizability/index.ts";
import { counted, grouped } from "../report/numbers.ts";
import type { Paint } from "../report/paint.ts";
import type { Checked, FileResult } from "./linearizability-file.ts";
import { openTerminal } from "./terminal.ts";

/** Where the results of a check go. */
export interface LinearizabilityOutput {
  file(result: FileResult): void;
  /** `worst` is the verdict that counts. */
  end(worst: FileResult["verdict"]): void;
}

/** How many of the states before an operation that has no place are told. */
const STATES_TOLD = 5;
/** Of words that are longer only the beginning and the end are told. */
const MAX_WORDS = 120;

/**
 * A line for each file, and the reason of each that is not linearizable. What cannot be read goes to standard error.
 */
export function createLinearizabilityText(): LinearizabilityOutput {
  const { paint, print } = openTerminal();
  return {
    file: (result) => {
      if (result.verdict === "unreadable") {
        const place = result.line === undefined ? result.file : `${result.file}:${result.line}`;
        process.stderr.write(`kraft-linearizability: ${place}: ${result.message}\n`);
      } else print(...describe(result, paint));
    },
    end: () => {},
  };
}

function describe(checked: Checked, paint: Paint): string[] {
  const { file, verdict, history, result } = checked;
  const words = verdict.replace("-", " ");
  const figures = [history.model, counted(history.operations.length, "operation"), counted(result.steps, "step")];
  const painted = { linearizable: paint.green, "not-linearizable": paint.red, unknown: paint.yellow }[verdict](words);
  const { refusal } = result;
  const line = (event: number): string => String(history.lines[event]);
  const reasons = refusal === undefined ? [] : describeRefusal(refusal, "lines", line);
  return [`${file}: ${painted} (${figures.join(", ")})`, ...reasons];
}

/** What there is no place for, and where that is: from one event to the other. */
export function describeRefusal(
  refusal: Refusal<unknown, unknown>,
  what: string,
  placeOf: (event: number) => string,
): string[] {
  const { client, invokedEvent, returned } = refusal.operation;
  const place = `of process ${client}, ${what} ${placeOf(invokedEvent)} to ${placeOf(returned!.event)}`;
  const told = refusal.objections.slice(0, STATES_TOLD);
  const untold = refusal.objections.length - told.length;
  return [
    `  no order has a place for ${shortened(refusal.description)} ${place}:`,
    ...told.map(({ held, reason }) => `  before it the state can be ${shortened(held)}, where ${shortened(reason)}`),
    ...(untold === 0 ? [] : [`  or one of ${grouped(untold)} others`]),
  ];
}

function shortened(words: string): string {
  const half = MAX_WORDS / 2;
  return words.length <= MAX_WORDS ? words : `${words.slice(0, half)} ... ${words.slice(-half)}`;
}
