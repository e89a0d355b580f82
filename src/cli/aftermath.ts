import type { Campaign } from "../fuzz/campaign/campaign.ts";
import { loadCore } from "../fuzz/campaign/load-core.ts";
import { type Kept, keepTape } from "../fuzz/corpus/folder.ts";
import { loadMutant } from "../fuzz/mutants/mutant.ts";
import type { RunResult } from "../fuzz/result.ts";
import { readTapeFile, TapeError, type TapeFile } from "../fuzz/tape/tape-file.ts";
import { tapeFileOf } from "../fuzz/taping/tape-file-of.ts";
import type { Taped, TapingTask } from "../fuzz/taping/taping.ts";
import { tapeInThread } from "../fuzz/taping/taping-thread.ts";
import { type Explained, Explanation } from "./explanation.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { startProgress } from "./progress.ts";
import { ReportError, reportPath, writeReport } from "./report-file.ts";
import { nameOfCommand, replayCommand, reproduceCommand } from "./reproduce.ts";

/** Where tapes of failures are kept, from the working directory. */
export const CORPUS = "corpus";

/** How often a person hears how long minimizing still may take. */
const PROGRESS_MS = 500;

/** All that happened in so many events can be held at once, with ease. */
const MOST_EVENTS_TOLD = 500_000;

/** What came of a failure after it was found. */
export type Aftermath = NoTape | TapedAftermath;

export interface NoTape {
  readonly kind: "no-tape";
  /** In words that continue "no tape:". */
  readonly why: string;
}

export interface TapedAftermath {
  readonly kind: "taped";
  readonly file: TapeFile;
  readonly kept: Kept;
  readonly ending: Taped["ending"];
  readonly mishaps: Taped["mishaps"];
  /** The command that plays it. */
  readonly replay: string;
  /** Undefined if there is too much to tell. */
  readonly explanation: Explanation | undefined;
  /** Where the report is; undefined if there is none. */
  readonly report: string | undefined;
}

/** Tapes the failure of a seed, makes it small, and keeps it. An interrupt ends that early, with the best so far. */
export async function afterFailure(
  options: FuzzOptions,
  campaign: Campaign,
  { seed }: RunResult,
  interrupt: AbortSignal,
): Promise<Aftermath> {
  const { coreUrl, nodes, operations, scenario, strategy } = campaign;
  const limitMs = options.minimizeLimitMs;
  const taped = await tapeWithProgress(
    { seed, nodes, operations, scenario, coreUrl, ...(strategy && { strategy }), invariant: undefined, limitMs },
    interrupt,
  );
  if (taped === undefined) return { kind: "no-tape", why: whyThereIsNone(interrupt) };
  const command = reproduceCommand(options, seed);
  const file = tapeFileOf(taped, { command, mutant: options.mutant }, CORPUS);
  const name = options.mutant === undefined ? "bug" : loadMutant(options.mutant).id;
  try {
    const kept = keepTape(CORPUS, name, file);
    const replay = replayCommand(nameOfCommand(options), kept.path);
    // What is told must be what the command plays: of a cause that was there already, the tape that lies there.
    const told = kept.isNew ? { file, seed } : { file: readTapeFile(kept.path), seed: undefined };
    const explanation = await explain({ ...told, path: kept.path, command: replay }, coreUrl);
    const report = explanation && (options.report ?? reportPath(kept.path));
    if (report !== undefined) writeReport(report, explanation!.report());
    return {
      kind: "taped",
      file: told.file,
      kept,
      ending: taped.ending,
      mishaps: taped.mishaps,
      replay,
      explanation,
      report,
    };
  } catch (error) {
    // What was found was found, though nobody can write it down here.
    if (error instanceof TapeError || error instanceof ReportError) return { kind: "no-tape", why: error.message };
    throw error;
  }
}

async function explain(explained: Explained, coreUrl: string | undefined): Promise<Explanation | undefined> {
  if (explained.file.violation.event > MOST_EVENTS_TOLD) return undefined;
  return Explanation.of(explained, await loadCore(coreUrl));
}

/** The fields of a JSON document. */
export function aftermathFields(aftermath: Aftermath) {
  if (aftermath.kind === "no-tape") return { tape: null, noTape: aftermath.why };
  const { ending, file, kept, report = null } = aftermath;
  return { tape: kept.path, isNewTape: kept.isNew, reduction: file.reduction, minimizing: ending, report };
}

async function tapeWithProgress(task: TapingTask, interrupt: AbortSignal): Promise<Taped | undefined> {
  const startMs = performance.now();
  const progress = startProgress(Math.ceil(task.limitMs / 1000), "seconds to make the tape smaller");
  const ticking = setInterval(() => progress.update((performance.now() - startMs) / 1000), PROGRESS_MS);
  try {
    return await tapeInThread(task, interrupt);
  } finally {
    clearInterval(ticking);
    progress.stop();
  }
}

function whyThereIsNone({ aborted }: AbortSignal): string {
  return aborted
    ? "it was interrupted before there was one"
    : "the seed does not fail when it runs once more on its own, as --twin would tell";
}
