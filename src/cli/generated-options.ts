import type { CommandLine, Flag } from "./command-line.ts";
import { nameOf } from "./command-line.ts";
import * as shared from "./shared-flags.ts";
import { UsageError } from "./usage-error.ts";
import { positiveNumber, printableText, wholeNumber, wholeNumberFlag } from "./values.ts";

export const generatedFlag = {
  long: "generated",
  help: "Hunt mutants that are made by rule of src/raft, instead of the catalogue",
} as const;

export const sampleFlag = wholeNumberFlag({
  long: "sample",
  min: 1,
  max: 100_000,
  help: "With --generated: so many of them, drawn by the seed (all of them when missing)",
});

export const resumeFlag = {
  long: "resume",
  takes: "the file to keep hunts in",
  help: "With --generated: keep in this file how each fared, and do not hunt again who is in it",
} satisfies Flag;

export interface GeneratedOptions {
  /** Ids of generated mutants; none: all, or a sample. */
  readonly ids: readonly string[];
  /** Undefined: all. */
  readonly sample: number | undefined;
  /** For each mutant. Stages end by themselves: the limit is for one that makes them endless. */
  readonly timeLimitMs: number;
  /** Undefined: a random one. */
  readonly seed: string | undefined;
  /** Undefined: one for each core. */
  readonly workers: number | undefined;
  /** Undefined: hunts are not kept. */
  readonly resume: string | undefined;
  readonly json: boolean;
}

/** Every mutant goes through the same stages, so what says how a run is to be has no place beside them. */
const OUT_OF_PLACE = [shared.nodesFlag, shared.operationsFlag, shared.scenarioFlag, shared.seedsFlag];

/** @throws UsageError */
export function generatedOptions(line: CommandLine): GeneratedOptions {
  for (const flag of OUT_OF_PLACE) {
    if (line.values.has(flag.long)) throw new UsageError(`${nameOf(flag)} does not go with --generated`);
  }
  for (const long of ["compare", "tapes", shared.minimizeTimeFlag.long]) {
    if (line.values.has(long) || line.switches.has(long))
      throw new UsageError(`--${long} does not go with --generated`);
  }
  const sample = wholeNumber(line, sampleFlag);
  if (sample !== undefined && line.positionals.length > 0) throw new UsageError("--sample does not go with ids");
  const resume = printableText(line, resumeFlag);
  const seed = printableText(line, shared.seedFlag);
  if (resume !== undefined && seed === undefined)
    throw new UsageError("--resume needs -s: hunts of another seed differ");
  return {
    ids: line.positionals,
    sample,
    timeLimitMs: (positiveNumber(line, shared.secondsFlag, shared.MAX_SECONDS) ?? 600) * 1000,
    seed,
    workers: wholeNumber(line, shared.workersFlag),
    resume,
    json: line.switches.has(shared.jsonFlag.long),
  };
}
