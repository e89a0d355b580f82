import { performance } from "node:perf_hooks";
import { cutSignal } from "../../campaign/cut.ts";
import { buildMutant, CompileError } from "../mutant-build.ts";
import { Comparison } from "./deviation.ts";
import type { GeneratedMutant } from "./generated-mutant.ts";
import type { Chase, Exercised, Kill, Prey, Sighting } from "./hunting.ts";
import { huntInProcess } from "./hunting-process.ts";
import { STAGES, type Stage, stageName } from "./stages.ts";

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

/** What a hunt is done with. */
interface HuntingParts {
  /** Gives the URL of the core with the mutant; undefined: it does not compile. */
  readonly build: (mutant: GeneratedMutant) => Promise<string | undefined>;
  readonly huntOne: (prey: Prey, signal: AbortSignal) => Promise<Sighting | undefined>;
}

/**
 * Builds a mutant and hunts it through stage after stage, for `limitMs` at the most. `shipped` tells what the core as it
 * ships exercises in the same runs; undefined: an interrupt came first.
 */
export async function huntGenerated(
  mutant: GeneratedMutant,
  firstSeed: string,
  limitMs: number,
  shipped: (stage: Stage) => Promise<Exercised | undefined>,
  interrupt: AbortSignal,
  { build = buildOf, huntOne = huntInProcess }: Partial<HuntingParts> = {},
): Promise<GeneratedHunt> {
  const startMs = performance.now();
  const ended = (fate: GeneratedHunt["fate"], kill?: GeneratedHunt["kill"]): GeneratedHunt => {
    return { mutant, fate, kill, wallMs: performance.now() - startMs };
  };
  const coreUrl = await build(mutant);
  if (coreUrl === undefined) return ended("stillborn");
  const { signal, release } = cutSignal(interrupt, limitMs);
  const comparison = new Comparison();
  try {
    for (const stage of STAGES) {
      const found = await huntOne({ coreUrl, firstSeed, stage }, signal);
      if (found?.kind === "killed") return ended("killed", { ...found, runs: comparison.runs + found.runs });
      const usual = found && (await shipped(stage));
      if (found?.kind !== "survived" || usual === undefined) return ended("cut-short");
      comparison.add(stageName(stage), usual, found.exercised, found.runs);
      const deviation = comparison.deviation();
      if (deviation !== undefined) return ended("killed", { ...deviation, runs: comparison.runs });
    }
    return ended("survived");
  } finally {
    release();
  }
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

/**
 * What the core as it ships exercises, stage by stage: it must survive. Each stage is run when it is first asked for, as
 * most mutants fall long before the last.
 */
class Shipped {
  private readonly firstSeed: string;
  private readonly interrupt: AbortSignal;
  private readonly stages = new Map<Stage, Promise<Exercised | undefined>>();

  constructor(firstSeed: string, interrupt: AbortSignal) {
    this.firstSeed = firstSeed;
    this.interrupt = interrupt;
  }

  /** Undefined: an interrupt came first. */
  in(stage: Stage): Promise<Exercised | undefined> {
    const known = this.stages.get(stage) ?? this.run(stage);
    this.stages.set(stage, known);
    return known;
  }

  private async run(stage: Stage): Promise<Exercised | undefined> {
    const { firstSeed, interrupt } = this;
    const found = await huntInProcess({ coreUrl: undefined, firstSeed, stage }, interrupt);
    if (found?.kind !== "killed") return found?.kind === "survived" ? found.exercised : undefined;
    throw new Error(
      `the core as it ships was killed on seed ${found.seed} by ${found.by.join(", ")}: ${found.message}`,
    );
  }
}

/**
 * Hunts all of whom nobody knows how they fared, so many at a time, and gives the hunts in the order of the mutants; an
 * interrupt leaves the rest out.
 */
export async function huntAllGenerated(
  mutants: readonly GeneratedMutant[],
  known: ReadonlyMap<GeneratedMutant, GeneratedHunt | undefined>,
  firstSeed: string,
  limitMs: number,
  workers: number,
  interrupt: AbortSignal,
  onDone: (hunt: GeneratedHunt) => void,
): Promise<GeneratedHunt[]> {
  const hunts: (GeneratedHunt | undefined)[] = mutants.map((mutant) => known.get(mutant));
  const shipped = new Shipped(firstSeed, interrupt);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < mutants.length && !interrupt.aborted; place = next++) {
      if (hunts[place] !== undefined) continue;
      const hunt = await huntGenerated(mutants[place]!, firstSeed, limitMs, (stage) => shipped.in(stage), interrupt);
      if (interrupt.aborted && hunt.fate === "cut-short") return;
      hunts[place] = hunt;
      onDone(hunt);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return hunts.filter((hunt) => hunt !== undefined);
}
