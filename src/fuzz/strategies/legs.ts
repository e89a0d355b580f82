import { createHash } from "node:crypto";
import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { Totals } from "../campaign/totals.ts";
import { type Storm, setupOf } from "../create-cluster.ts";
import type { RunOptions, RunResult } from "../result.ts";
import { Run } from "../run.ts";
import type { Setup } from "../tape/tape.ts";
import type { Search } from "./strategy.ts";

const LENGTH = purposeNumber("leg-length");

/** How a leg's storm is drawn: its options have its own seed and its own share of the operations. */
type DrawStorm = (options: RunOptions) => Storm;

/**
 * The operations of a seed in several short runs, one after the other, until one of them fails. Each begins with a young
 * cluster of its own and ends with a calm: what never recovers shows at the end of each, and what needs a short log or
 * an early term comes again and again.
 */
export class Legs implements Search {
  private readonly options: RunOptions;
  private readonly core: RaftCore;
  private readonly drawStorm: DrawStorm;
  private readonly lengths: readonly number[];
  /** Of the legs that are over. */
  private readonly results: RunResult[] = [];
  private run: Run;
  private storm: Storm;

  /** With one run for each of the `lengths`, which are numbers of operations. */
  constructor(options: RunOptions, core: RaftCore, lengths: readonly number[], drawStorm: DrawStorm) {
    this.options = options;
    this.core = core;
    this.lengths = lengths;
    this.drawStorm = drawStorm;
    this.storm = drawStorm(this.legOptions);
    this.run = Run.start(this.legOptions, core, this.storm);
  }

  get told(): Run {
    return this.run;
  }

  get setup(): Setup {
    return setupOf(this.options, this.storm);
  }

  get operationsDone(): number {
    const before = this.results.reduce((sum, { operations }) => sum + operations, 0);
    return this.run.isOver ? before : before + this.run.operationsDone;
  }

  advance(maxEvents: number): boolean {
    if (this.run.isOver) return true;
    if (!this.run.advance(maxEvents)) return false;
    const result = this.run.result();
    this.results.push(result);
    if (result.verdict === "fail" || this.results.length === this.lengths.length) return true;
    this.storm = this.drawStorm(this.legOptions);
    this.run = Run.start(this.legOptions, this.core, this.storm);
    return false;
  }

  /** What failed is told of the leg in which it did, and what was done of all of them. */
  result(): RunResult {
    const { results, run } = this;
    const told = run.result();
    const all = run.isOver ? results : [...results, told];
    return { ...told, seed: this.options.seed, ...(all.length > 1 && sumOf(all)) };
  }

  private get legOptions(): RunOptions {
    const { lengths, options, results } = this;
    const leg = results.length;
    return { ...options, operations: lengths[leg]!, seed: `${options.seed}, leg ${leg + 1}` };
  }
}

function sumOf(results: readonly RunResult[]): Partial<RunResult> {
  const totals = new Totals();
  for (const result of results) totals.addUnfinished(result);
  const { committed, elections, events, exercised, messages, operations, simulatedMs, submitted } = totals;
  const fingerprints = results.map(({ fingerprint }) => fingerprint).join("\n");
  const fingerprint = createHash("sha256").update(fingerprints).digest("hex").slice(0, 16);
  return { committed, elections, events, exercised, fingerprint, messages, operations, simulatedMs, submitted };
}

/** The operations of a seed divided into legs, each as long as one of these. */
export function drawLengths({ operations, seed }: RunOptions, among: readonly number[]): number[] {
  const choices = new Choices(expandSeed(seed), 1);
  const lengths: number[] = [];
  for (let left = operations; left > 0; left -= lengths.at(-1)!) {
    lengths.push(Math.min(left, among[choices.below(LENGTH, 0, among.length)]!));
  }
  return lengths;
}
