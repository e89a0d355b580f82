import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { coreTexts } from "../fuzz/mutants/generated/core-texts.ts";
import { type GeneratedMutant, mutantsOf } from "../fuzz/mutants/generated/generated-mutant.ts";
import { type GeneratedHunt, huntAllGenerated } from "../fuzz/mutants/generated/hunt-generated.ts";
import { HuntsFile, huntedWith } from "../fuzz/mutants/generated/hunts-file.ts";
import { readJudgements } from "../fuzz/mutants/generated/judgements.ts";
import { sample } from "../fuzz/mutants/generated/sample.ts";
import { isSettled, type Score, scoreOf } from "../fuzz/mutants/generated/score.ts";
import { MutantError } from "../fuzz/mutants/mutant.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { describeScore } from "../report/generated-hunts.ts";
import { scoreAnnotations, scoreSummary } from "../report/github/score.ts";
import { counted } from "../report/numbers.ts";
import { EXIT } from "./exit-status.ts";
import type { GeneratedOptions } from "./generated-options.ts";
import { tellGitHub } from "./github-actions.ts";
import { Keeping } from "./keeping.ts";
import { startProgress } from "./progress.ts";
import { sayAside } from "./standard-error.ts";
import { openTerminal } from "./terminal.ts";

/** The work of kraft-mutants --generated; gives the exit status. Nothing found: every survivor is judged. */
export async function generatedMutants(options: GeneratedOptions, interrupt: AbortSignal): Promise<number> {
  const seed = options.seed ?? randomBytes(8).toString("hex");
  const texts = coreTexts();
  const all = mutantsOf(texts);
  const drawn = chosenOf(all, options, seed);
  const kept =
    options.resume === undefined
      ? undefined
      : HuntsFile.open(options.resume, huntedWith(seed, options.timeLimitMs, texts));
  const terminal = openTerminal();
  if (!options.json) {
    const limit = `up to ${options.timeLimitMs / 1000} s for each`;
    terminal.print(`seed ${seed}`, `${counted(drawn.length, "mutant")} of ${all.length}, ${limit}`, "");
  }
  const progress = startProgress(drawn.length, "mutants");
  let done = 0;
  const workers = options.workers ?? availableParallelism();
  const keeping = new Keeping();
  const onDone = (hunt: GeneratedHunt): void => {
    const complaint = kept && keeping.attempt(() => kept.keep(hunt));
    if (complaint !== undefined) sayAside(`kraft-mutants: ${complaint}\n`);
    progress.update(++done);
  };
  const known = new Map(drawn.map((mutant) => [mutant, kept?.huntOf(mutant)]));
  const hunts = await huntAllGenerated(drawn, known, seed, options.timeLimitMs, workers, interrupt, onDone);
  progress.stop();
  const score = scoreOf(hunts, readJudgements(), new Set(all.map(({ id }) => id)));
  if (options.json) printDocument(options, seed, hunts, score);
  else terminal.print(...describeScore(hunts, score, terminal.width));
  tellGitHub("kraft-mutants", options.json, () => ({
    annotations: scoreAnnotations(score),
    summary: scoreSummary("kraft-mutants", hunts, score),
  }));
  if (keeping.complaint !== undefined) process.stderr.write(`kraft-mutants: ${keeping.complaint}\n`);
  return exitStatusOfScore(score, keeping.complaint === undefined, interrupt.aborted);
}

/** What could not be kept has to be hunted again. */
function exitStatusOfScore(score: Score, isKept: boolean, isInterrupted: boolean): number {
  if (!isInterrupted && !isSettled(score)) return EXIT.found;
  if (!isKept) return EXIT.crashed;
  return isInterrupted ? EXIT.interrupted : EXIT.nothingFound;
}

function chosenOf(all: readonly GeneratedMutant[], options: GeneratedOptions, seed: string): GeneratedMutant[] {
  if (options.ids.length === 0) return sample(all, options.sample ?? all.length, seed);
  return options.ids.map((id) => {
    const mutant = all.find((one) => one.id === id);
    if (mutant === undefined) throw new MutantError(`there is no generated mutant ${JSON.stringify(id)}`);
    return mutant;
  });
}

function printDocument(options: GeneratedOptions, seed: string, hunts: readonly GeneratedHunt[], score: Score): void {
  const { survivors, contradicted, stale, ...figures } = score;
  const judgements = new Map(survivors.map(({ hunt, judgement }) => [hunt, judgement]));
  const document = {
    tool: "kraft-mutants",
    version: PACKAGE_VERSION,
    seed,
    options: { generated: true, sample: options.sample ?? null, timeSeconds: options.timeLimitMs / 1000 },
    ...figures,
    settled: isSettled(score),
    mutants: hunts.map((hunt) => {
      const { mutant, fate, kill } = hunt;
      const { after, before, file, id, line, operator } = mutant;
      const judgement = judgements.get(hunt) ?? null;
      return { id, file: `src/raft/${file}`, line, operator, before, after, fate, kill: kill ?? null, judgement };
    }),
    contradicted: contradicted.map(({ mutant }) => mutant.id),
    stale,
  };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
