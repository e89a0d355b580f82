import type { CommandLine, Flag } from "./command-line.ts";
import { fileToWrite } from "./file-to-write.ts";
import { REPORTS } from "./report-file.ts";
import { jsonFlag, verboseFlag } from "./shared-flags.ts";
import { UsageError } from "./usage-error.ts";
import { printableText } from "./values.ts";

export const reportFlag = {
  long: "report",
  takes: "the file to write",
  mayStandAlone: true,
  help: "Write the report of a failure here; one below reports/ when no file is given",
} satisfies Flag;

export const replayFlag = {
  long: "replay",
  takes: "a tape or a folder of tapes",
  help: "Play a tape again, or all below a folder, and nothing else",
} satisfies Flag;

export const explainFlag = {
  long: "explain",
  takes: "a tape",
  help: "Tell what happened on a tape, and nothing else",
} satisfies Flag;

export const againstFlag = {
  long: "against",
  help: "With --explain: show where the run parts from one without the planted bug",
} satisfies Flag;

/** What is to be done with tapes that are there. */
export type TapeOptions =
  | { readonly kind: "replay"; readonly path: string; readonly verbose: boolean; readonly json: boolean }
  | {
      readonly kind: "explain";
      readonly path: string;
      readonly against: boolean;
      /** Undefined: no report. Empty: one among the others. */
      readonly report: string | undefined;
    };

/** Undefined when it is not about tapes that are there: then seeds are run. @throws UsageError */
export function tapeOptions(line: CommandLine): TapeOptions | undefined {
  const replayed = printableText(line, replayFlag);
  const explained = printableText(line, explainFlag);
  if (replayed !== undefined) {
    rejectOthers(line, replayFlag, [jsonFlag, verboseFlag]);
    const { switches } = line;
    return {
      kind: "replay",
      path: replayed,
      verbose: switches.has(verboseFlag.long),
      json: switches.has(jsonFlag.long),
    };
  }
  if (explained !== undefined) {
    rejectOthers(line, explainFlag, [againstFlag, reportFlag]);
    const report = line.switches.has(reportFlag.long) ? "" : fileToWrite(line, reportFlag, REPORTS);
    return { kind: "explain", path: explained, against: line.switches.has(againstFlag.long), report };
  }
  if (line.switches.has(againstFlag.long))
    throw new UsageError("--against needs --explain, and a tape of a planted bug");
  return undefined;
}

/** Where a tape is played everything is decided by it. */
function rejectOthers({ switches, values }: CommandLine, flag: Flag, beside: readonly Flag[]): void {
  const allowed = [flag, ...beside].map(({ long }) => long);
  const other = [...values.keys(), ...switches].find((long) => !allowed.includes(long));
  if (other === undefined) return;
  const names = beside.map(({ long }) => `--${long}`).join(" and ");
  throw new UsageError(`--${flag.long} takes no other flag but ${names}, and --${other} is given`);
}
