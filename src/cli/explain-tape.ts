import { loadCore } from "../fuzz/campaign/load-core.ts";
import { buildOf } from "../fuzz/corpus/replayed.ts";
import { findParting } from "../fuzz/diff/parting.ts";
import { readTapeFile, type TapeFile } from "../fuzz/tape/tape-file.ts";
import type { Paint } from "../report/paint.ts";
import { describeParting } from "../report/parting.ts";
import { EXIT } from "./exit-status.ts";
import { Explanation } from "./explanation.ts";
import { reportPath, writeReport } from "./report-file.ts";
import { replayCommand } from "./reproduce.ts";
import type { TapeOptions } from "./tape-options.ts";
import { openTerminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

type ExplainOptions = Extract<TapeOptions, { kind: "explain" }>;

/**
 * Tells what happened on a tape, and where it parts from a run without the planted bug; gives the exit status.
 *
 * @throws TapeError, MutantError, UsageError
 */
export async function explainTape(options: ExplainOptions, command: string): Promise<number> {
  const { against, path, report } = options;
  const file = readTapeFile(path);
  if (against && file.mutant === null)
    throw new UsageError(`--against needs a tape of a planted bug, and ${path} has none`);
  const core = await loadCore(await buildOf(path, file));
  const { paint, print, width } = openTerminal();
  const again = { how: "replay", command: replayCommand(command, path) } as const;
  const explained = { file, path, again, seed: undefined };
  const explanation = Explanation.of(explained, core);
  if (explanation === undefined) print(...nothingBreaks(file, path, report !== undefined, paint));
  else print(...otherThanWritten(file, explanation, paint), ...explanation.story(paint, width));
  if (against) {
    const parting = findParting(file.tape, core, await loadCore(undefined));
    print("", ...describeParting(parting, file.mutant!, paint, width));
  }
  if (explanation !== undefined && report !== undefined) {
    const written = report === "" ? reportPath(path) : report;
    writeReport(written, explanation.report());
    print("", `report: ${written}`);
  }
  return EXIT.nothingFound;
}

/** Nobody should take the story of another run for that of the failure that was written down. */
function otherThanWritten({ violation }: TapeFile, { violation: played }: Explanation, paint: Paint): string[] {
  if (played.event === violation.event && played.atUs === violation.atUs) return [];
  const written = `${violation.invariant} at event ${violation.event}`;
  const now = `${played.invariant} at event ${played.event}`;
  return [paint.yellow(`not what was written down: that broke ${written}, and what is played now breaks ${now}`), ""];
}

/** What was done all the same, and that there is no page of it. */
function nothingBreaks({ mutant }: TapeFile, path: string, wantsReport: boolean, paint: Paint): string[] {
  const how = mutant === null ? "on the core as it is" : `with ${mutant} planted`;
  return [
    paint.green(`nothing is violated on ${path} any more: it was played to its end, ${how}`),
    ...(wantsReport ? ["no report is written: a report shows how something broke"] : []),
  ];
}
