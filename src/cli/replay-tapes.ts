import { tapesAt } from "../fuzz/corpus/folder.ts";
import { type Replayed, replayFile } from "../fuzz/corpus/replayed.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { TapeError } from "../fuzz/tape/tape-file.ts";
import { describeFailure } from "../report/failure.ts";
import { describeAllReplayed, describeReplayed, replayedFields } from "../report/replayed.ts";
import { EXIT } from "./exit-status.ts";
import { replayCommand } from "./reproduce.ts";
import type { TapeOptions } from "./tape-options.ts";
import { openTerminal } from "./terminal.ts";

type ReplayOptions = Extract<TapeOptions, { kind: "replay" }>;

/**
 * Plays a tape, or all below a folder; gives the exit status.
 *
 * @throws TapeError if there is none, or the one that was named is none.
 */
export async function replayTapes(options: ReplayOptions, command: string, interrupt: AbortSignal): Promise<number> {
  const paths = tapesAt(options.path);
  const isOne = paths[0] === options.path;
  const { paint, print } = openTerminal();
  const all: Replayed[] = [];
  for (const path of paths) {
    const replayed = await replayFile(path, interrupt);
    if (replayed === undefined) break;
    if (isOne && replayed.verdict === "refused") throw new TapeError(replayed.complaint);
    all.push(replayed);
    if (options.json) continue;
    if (isOne && replayed.verdict === "fails") printFailure(replayed, options, command);
    print(describeReplayed(replayed, paint));
  }
  if (options.json) printDocument(command, all, interrupt.aborted);
  else if (!isOne) print("", describeAllReplayed(all, paint));
  return interrupt.aborted ? EXIT.interrupted : exitStatusOfTapes(all);
}

/** As a run does. */
function printFailure(
  { path, result }: Exclude<Replayed, { verdict: "refused" }>,
  { verbose }: ReplayOptions,
  command: string,
): void {
  const { paint, print, width } = openTerminal();
  print(...describeFailure(`the tape ${path}`, result, replayCommand(command, path), verbose, paint, width), "");
}

function printDocument(tool: string, all: readonly Replayed[], interrupted: boolean): void {
  const verdict = interrupted ? "unknown" : all.every((one) => one.verdict === "holds") ? "pass" : "fail";
  const document = { tool, version: PACKAGE_VERSION, verdict, tapes: all.map(replayedFields) };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** What was found goes before what could not be read. */
function exitStatusOfTapes(all: readonly Replayed[]): number {
  if (all.some(({ verdict }) => verdict === "fails" || verdict === "differs")) return EXIT.found;
  return all.some(({ verdict }) => verdict === "refused") ? EXIT.usage : EXIT.nothingFound;
}
