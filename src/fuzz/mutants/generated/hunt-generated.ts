import { performance } from "node:perf_hooks";
import { cutSignal } from "../../campaign/cut.ts";
import { buildMutant, CompileError } from "../mutant-build.ts";
import { deviationOf } from "./deviation.ts";
import type { GeneratedMutant } from "./generated-mutant.ts";
import type { Chase, Exercised, Kill } from "./hunting.ts";
import { huntInThread } from "./hunting-thread.ts";
import { STAGES } from "./stages.ts";

/** How a generated mutant fared. */
export interface GeneratedHunt {
  readonly mutant: GeneratedMutant;
  /**
   * Killed: by whatever fell. Stillborn: it does not compile, so that nobody could ship it. Cut short: nothing had fallen
   * when the time was over.
   */
  readonly fate: "killed" | "survived" | "stillborn" | "cut-short";
  /** The run that killed it, and what fell in it. */
  readonly kill: (Kill & Partial<Chase>) | undefined;
  readonly wallMs: number;
}

/**
 * Builds a mutant and hunts it through all stages, for `limitMs` at the most. `shipped` tells what the core as it ships
 * exercises in them; undefined: an interrupt came first.
 */
export async function huntGenerated(
  mutant: GeneratedMutant,
  firstSeed: string,
  limitMs: number,
  shipped: () => Promise<Exercised | undefined>,
  interrupt: AbortSignal,
): Promise<GeneratedHunt> {
  const startMs = performance.now();
  const ended = (fate: GeneratedHunt["fate"], kill?: GeneratedHunt["kill"]): GeneratedHunt => {
    return { mutant, fate, kill, wallMs: performance.now() - startMs };
  };
  const coreUrl = await buildOf(mutant);
  if (coreUrl === undefined) return ended("stillborn");
  const { signal, release } = cutSignal(interrupt, limitMs);
  const found = await huntInThread({ coreUrl, firstSeed, stages: STAGES }, signal);
  release();
  if (found?.kind === "killed") return ended("killed", found);
  if (found?.kind !== "survived") return ended("cut-short");
  const usual = await shipped();
  if (usual === undefined) return ended("cut-short");
  const deviation = deviationOf(usual, found.exercised);
  return deviation === undefined ? ended("survived") : ended("killed", deviation);
}

/** Undefined if it does not compile. */
async function buildOf(mutant: GeneratedMutant): Promise<string | undefined> {
  try {
    return await buildMutant(mutant);
  } catch (error) {
    if (error instanceof CompileError) return undefined;
    throw error;
  }
}

/** How often each thing happens in the same runs with the core as it ships, which must survive. */
async function exercisedByShipped(firstSeed: string, interrupt: AbortSignal): Promise<Exercised | undefined> {
  const found = await huntInThread({ coreUrl: undefined, firstSeed, stages: STAGES }, interrupt);
  if (found?.kind !== "killed") return found?.kind === "survived" ? found.exercised : undefined;
  throw new Error(`the core as it ships was killed on seed ${found.seed} by ${found.by.join(", ")}: ${found.message}`);
}

/** Hunts them all, so many at a time, and gives the hunts in the order of the mutants; an interrupt leaves the rest out. */
export async function huntAllGenerated(
  mutants: readonly GeneratedMutant[],
  firstSeed: string,
  limitMs: number,
  workers: number,
  interrupt: AbortSignal,
  onDone: (hunt: GeneratedHunt) => void,
): Promise<GeneratedHunt[]> {
  const hunts: (GeneratedHunt | undefined)[] = [];
  // Asked for by the first that survives: most fall long before.
  let usual: Promise<Exercised | undefined> | undefined;
  const shipped = (): Promise<Exercised | undefined> => {
    usual ??= exercisedByShipped(firstSeed, interrupt);
    return usual;
  };
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < mutants.length && !interrupt.aborted) {
      const place = next++;
      const hunt = await huntGenerated(mutants[place]!, firstSeed, limitMs, shipped, interrupt);
      if (interrupt.aborted && hunt.fate === "cut-short") return;
      hunts[place] = hunt;
      onDone(hunt);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return hunts.filter((hunt) => hunt !== undefined);
}
