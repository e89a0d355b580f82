import type { Campaign, CampaignResult } from "../fuzz/campaign/campaign.ts";
import type { Cause } from "../fuzz/campaign/cause.ts";
import { loadCore } from "../fuzz/campaign/load-core.ts";
import { type Kept, keepTape, tapePath } from "../fuzz/corpus/folder.ts";
import { loadMutant } from "../fuzz/mutants/mutant.ts";
import { type Reduction, readTapeFile, TapeError, type TapeFile } from "../fuzz/tape/tape-file.ts";
import { tapeFileOf } from "../fuzz/taping/tape-file-of.ts";
import type { Taped, TapingTask } from "../fuzz/taping/taping.ts";
import { tapeInProcess } from "../fuzz/taping/taping-process.ts";
import { type Explained, Explanation } from "./explanation.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { startProgress } from "./progress.ts";
import { ReportError, reportPath, writeReport } from "./report-file.ts";
import { nameOfCommand, replayCommand, reproduceCommand, tapedCommand } from "./reproduce.ts";

/** Where tapes of failures are kept, from the working directory. */
export const CORPUS = "corpus";

/** How often a person hears how long minimizing still may take. */
const PROGRESS_MS = 500;

/** All that happened in so many events can be held at once, with ease. */
const MOST_EVENTS_TOLD = 500_000;
/** And so many while a person waits who wants it to end. */
const MOST_EVENTS_TOLD_AT_ONCE = 20_000;

/** What came of a failure after it was found. */
export type Aftermath = NoTape | UnkeptAftermath | TapedAftermath;

interface OfFailure {
  readonly seed: string;
  /** What was violated first. */
  readonly invariant: string;
  /** The command that shows the failure again. */
  readonly reproduce: string;
}

interface NoTape extends OfFailure {
  readonly kind: "no-tape";
  /** In words that continue "no tape:". */
  readonly why: string;
}

interface Told extends OfFailure {
  /** Of the tape of this failure. */
  readonly reduction: Reduction | null;
  readonly ending: Taped["ending"];
  readonly mishaps: Taped["mishaps"];
  /** Undefined if there is too much to tell, or to tell in the time that an interrupt leaves. */
  readonly explanation: Explanation | undefined;
  /** Where the report is; undefined if there is none. */
  readonly report: string | undefined;
  /** Why it could not be written; undefined if it was, or nobody tried. */
  readonly noReport: string | undefined;
}

/** What was found was found, though nobody can write the tape down here. */
export interface UnkeptAftermath extends Told {
  readonly kind: "unkept";
  /** In words that continue "no tape:". */
  readonly why: string;
}

export interface TapedAftermath extends Told {
  readonly kind: "taped";
  /** What the story is of: the tape of this failure, or the one of its cause that was there already. */
  readonly file: TapeFile;
  readonly kept: Kept;
  /** The command that plays it. */
  readonly replay: string;
}

/**
 * Tapes the failure that ended a campaign, or the first of each cause in one that went on, and all within the time for
 * minimizing.
 */
export async function afterFailures(
  options: FuzzOptions,
  campaign: Campaign,
  { causes }: CampaignResult,
  interrupt: AbortSignal,
  tape = tapeInProcess,
): Promise<Aftermath[]> {
  const limitMs = options.minimizeLimitMs / causes.length;
  const aftermaths: Aftermath[] = [];
  for (const cause of causes) {
    // A person waits for one tape that takes too long, and not for each.
    const isTooLate = interrupt.aborted && aftermaths.at(-1)?.kind === "no-tape";
    aftermaths.push(
      isTooLate
        ? { kind: "no-tape", ...failureOf(options, cause), why: "it was interrupted, and one before it took too long" }
        : await afterFailure(options, campaign, cause, limitMs, interrupt, tape),
    );
  }
  return aftermaths;
}

function failureOf(options: FuzzOptions, cause: Cause): OfFailure {
  const { invariant, seed } = cause;
  return { seed, invariant, reproduce: reproduceCommand(options, cause) };
}

/**
 * Tapes the failure of a seed, makes it small, and keeps it. An interrupt ends that early, with the best so far: at least
 * as it was recorded.
 */
async function afterFailure(
  options: FuzzOptions,
  campaign: Campaign,
  cause: Cause,
  limitMs: number,
  interrupt: AbortSignal,
  tape: typeof tapeInProcess,
): Promise<Aftermath> {
  const { coreUrl, disk, nodes, operations, scenario } = campaign;
  const { seed, strategy } = cause;
  const chosen = { ...(strategy && { strategy }), ...(disk && { disk }) };
  const taped = await tapeWithProgress(
    { seed, nodes, operations, scenario, coreUrl, ...chosen, invariant: undefined, limitMs },
    interrupt,
    tape,
  );
  const failure = failureOf(options, cause);
  if (taped === undefined) return { kind: "no-tape", ...failure, why: whyThereIsNone(interrupt) };
  const file = tapeFileOf(taped, { command: tapedCommand(options, cause), mutant: options.mutant }, CORPUS);
  const name = options.mutant === undefined ? "bug" : loadMutant(options.mutant).id;
  const { ending, mishaps } = taped;
  const made = { ...failure, reduction: file.reduction, ending, mishaps };
  const tell = async (explained: Explained) => {
    const explanation = await explain(explained, coreUrl, interrupt);
    return { ...made, explanation, ...reported(explanation, options.report ?? reportPath(explained.path)) };
  };
  const lying = keep(name, file);
  if (typeof lying === "string") {
    const again = { how: "reproduce", command: failure.reproduce } as const;
    return { kind: "unkept", why: lying, ...(await tell({ file, seed, path: tapePath(CORPUS, name, file), again })) };
  }
  const { kept } = lying;
  const replay = replayCommand(nameOfCommand(options), kept.path);
  const again = { how: "replay", command: replay } as const;
  const told = await tell({ file: lying.file, seed: kept.isNew ? seed : undefined, path: kept.path, again });
  return { kind: "taped", file: lying.file, kept, replay, ...told };
}

/**
 * Keeps a tape, and gives the one of which to tell, which must be what the command plays: of a cause that was there
 * already, the tape that lies there. In words, why it cannot be kept.
 */
function keep(name: string, file: TapeFile): { readonly kept: Kept; readonly file: TapeFile } | string {
  try {
    const kept = keepTape(CORPUS, name, file);
    return { kept, file: kept.isNew ? file : readTapeFile(kept.path) };
  } catch (error) {
    if (error instanceof TapeError) return error.message;
    throw error;
  }
}

function reported(explanation: Explanation | undefined, path: string): Pick<Told, "report" | "noReport"> {
  if (explanation === undefined) return { report: undefined, noReport: undefined };
  try {
    writeReport(path, explanation.report());
    return { report: path, noReport: undefined };
  } catch (error) {
    if (error instanceof ReportError) return { report: undefined, noReport: error.message };
    throw error;
  }
}

async function explain(
  explained: Explained,
  coreUrl: string | undefined,
  { aborted }: AbortSignal,
): Promise<Explanation | undefined> {
  const mostEvents = aborted ? MOST_EVENTS_TOLD_AT_ONCE : MOST_EVENTS_TOLD;
  if (explained.file.violation.event > mostEvents) return undefined;
  return Explanation.of(explained, await loadCore(coreUrl));
}

/** The fields of a JSON document. */
export function aftermathFields(aftermath: Aftermath) {
  if (aftermath.kind === "no-tape") return { tape: null, noTape: aftermath.why };
  const { ending, noReport, reduction, report = null } = aftermath;
  return {
    ...(aftermath.kind === "unkept"
      ? { tape: null, noTape: aftermath.why }
      : { tape: aftermath.kept.path, isNewTape: aftermath.kept.isNew }),
    reduction,
    minimizing: ending,
    report,
    ...(noReport !== undefined && { noReport }),
  };
}

async function tapeWithProgress(
  task: TapingTask,
  interrupt: AbortSignal,
  tape: typeof tapeInProcess,
): Promise<Taped | undefined> {
  const startMs = performance.now();
  const progress = startProgress(Math.ceil(task.limitMs / 1000), "seconds to make the tape smaller");
  const ticking = setInterval(() => progress.update((performance.now() - startMs) / 1000), PROGRESS_MS);
  try {
    return await tape(task, interrupt);
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
