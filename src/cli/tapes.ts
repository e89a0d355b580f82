import type { CommandLine } from "./command-line.ts";
import { explainTape } from "./explain-tape.ts";
import { replayTapes } from "./replay-tapes.ts";
import { tapeOptions } from "./tape-options.ts";

/**
 * The work of `--replay` and `--explain`; gives the exit status, or undefined if neither was asked for.
 *
 * @throws UsageError, TapeError
 */
export async function workOnTapes(
  command: string,
  line: CommandLine,
  interrupt: AbortSignal,
): Promise<number | undefined> {
  const options = tapeOptions(line);
  if (options === undefined) return undefined;
  if (options.kind === "replay") return replayTapes(options, command, interrupt);
  return explainTape(options, command);
}
