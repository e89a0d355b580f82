import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeDirectory } from "../files/make-directory.ts";
import { counted } from "../report/numbers.ts";
import {
  ednLines,
  jsonLines,
  laySiege,
  removeSiege,
  type Siege,
  type SiegeOptions,
  type SiegeResult,
} from "../siege/index.ts";
import { EXIT } from "./exit-status.ts";
import { startProgress } from "./progress.ts";
import { siegeJson } from "./siege-json.ts";
import { printSiege } from "./siege-text.ts";
import { UsageError } from "./usage-error.ts";

export interface SiegeOutput {
  readonly json: boolean;
  /** Where the history goes; undefined: nowhere, unless the siege fails. */
  readonly out: string | undefined;
}

const PROGRESS_INTERVAL_MS = 500;

/** Lays siege to a cluster, says what came of it, and gives the exit status. */
export async function besiege(options: SiegeOptions, output: SiegeOutput, interrupt: AbortSignal): Promise<number> {
  const { out } = output;
  // Before anything is done that could be in vain.
  if (out !== undefined) makeFolder(out);
  const ending = endOnSignals(interrupt);
  const progress = followSiege(options);
  let result: SiegeResult;
  try {
    result = await laySiege(options, { ...ending, onStage: progress.onStage });
  } finally {
    progress.stop();
    ending.release();
  }
  const folders = [...(out === undefined ? [] : [out]), ...(result.verdict === "fail" ? [result.folder] : [])];
  for (const folder of folders) writeDown(result, options, folder);
  if (result.verdict !== "fail") removeSiege(result.folder);
  if (output.json) process.stdout.write(siegeJson(result, options));
  else printSiege(result, options.seed);
  return statusOf(result);
}

function statusOf({ verdict, wasInterrupted }: SiegeResult): number {
  if (verdict === "fail") return EXIT.found;
  if (wasInterrupted) return EXIT.interrupted;
  return verdict === "pass" ? EXIT.nothingFound : EXIT.undecided;
}

function makeFolder(out: string): void {
  const above = dirname(out);
  if (!existsSync(above)) {
    throw new UsageError(`--out takes a directory, and ${out} cannot be one: there is no folder ${above}`);
  }
  try {
    makeDirectory(out);
  } catch (error) {
    throw new UsageError(`--out takes a directory, and ${out} cannot be one: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function writeDown(result: SiegeResult, options: SiegeOptions, folder: string): void {
  writeFileSync(join(folder, "history.jsonl"), jsonLines(result.operations));
  writeFileSync(join(folder, "history.edn"), ednLines(result.operations));
  writeFileSync(join(folder, "report.json"), siegeJson(result, options));
}

/** A terminal that closes, or the system, may end the command too. Whoever is impatient leaves no server behind. */
function endOnSignals(interrupt: AbortSignal) {
  const told = new AbortController();
  const abandoning = new AbortController();
  const onSignal = (): void => {
    if (!told.signal.aborted) {
      told.abort();
      return;
    }
    abandoning.abort();
    process.exit(EXIT.interrupted);
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    interrupt: AbortSignal.any([interrupt, told.signal]),
    abandon: abandoning.signal,
    release: (): void => {
      for (const name of names) process.removeListener(name, onSignal);
    },
  };
}

/** Says on standard error how far it has come: in seconds, or in what is counted. */
function followSiege({ seconds, maxOperations, maxFailures, seed }: SiegeOptions) {
  const isByFailures = Number.isFinite(maxFailures);
  const isByOperations = !isByFailures && Number.isFinite(maxOperations);
  const [total, unit] = isByFailures
    ? [maxFailures, "failures"]
    : isByOperations
      ? [maxOperations, "operations"]
      : [seconds, "seconds"];
  let progress: ReturnType<typeof startProgress> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    progress?.stop();
    progress = undefined;
  };
  const onStage = (stage: string, siege: Siege | undefined): void => {
    stop();
    if (stage !== "under siege" || siege === undefined) return;
    process.stderr.write(`seed ${seed}\n`);
    const bar = startProgress(total, unit);
    progress = bar;
    timer = setInterval(() => {
      const { elapsedMs, operations, failures } = siege.progress;
      const done = isByFailures ? failures : isByOperations ? operations : Math.floor(elapsedMs / 1_000);
      const notes = [
        ...(isByOperations ? [] : [counted(operations, "operation")]),
        ...(isByFailures ? [] : [counted(failures, "failure")]),
      ];
      bar.update(done, notes);
    }, PROGRESS_INTERVAL_MS);
  };
  return { onStage, stop };
}
