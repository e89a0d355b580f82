import { createHash } from "node:crypto";
import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { Totals } from "../campaign/totals.ts";
import { type Storm, setupOf } from "../create-cluster.ts";
import { drawProbing } from "../probes/probing.ts";
import type { RunOptions, RunResult } from "../result.ts";
import { Run } from "../run.ts";
import type { Setup } from "../tape/tape.ts";
import type { Search } from "./strategy.ts";

const LEG = purposeNumber("leg");

/** What a leg can be like. */
export interface LegKind {
  /** Of the leg, whose options have a seed of its own, and its own share of the operations. */
  readonly drawStorm: (options: RunOptions) => Storm;
  /** How many operations it has: as many as one of these. */
  readonly lengths: readonly number[];
}

export interface Leg {
  readonly drawStorm: LegKind["drawStorm"];
  readonly operations: number;
}

/**
 * The operations of a seed in several short runs, one after the other, until one of them fails. Each begins with a young
 * cluster of its own and ends with a calm: what never recovers shows at the end of each, and what needs a short log or
 * an early term comes again and again.
 */
export class Legs implements Search {
  private readonly options: RunOptions;
  private readonly core: RaftCore;
  private readonly legs: readonly Leg[];
  /** Of the legs that are over. */
  private readonly results: RunResult[] = [];
  private run: Run;
  private storm: Storm;

  constructor(options: RunOptions, core: RaftCore, legs: readonly Leg[]) {
    this.options = options;
    this.core = core;
    this.legs = legs;
    [this.storm, this.run] = this.begin(legs[0]!);
  }

  get told(): Run {
    return this.run;
  }

  get setup(): Setup {
    return setupOf(this.storm);
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
    if (result.verdict === "fail" || this.results.length === this.legs.length) return true;
    [this.storm, this.run] = this.begin(this.legs[this.results.length]!);
    return false;
  }

  /** What failed is told of the leg in which it did, and what was done of all of them. */
  result(): RunResult {
    const { results, run } = this;
    const told = run.result();
    const all = run.isOver ? results : [...results, told];
    return { ...told, seed: this.options.seed, ...(all.length > 1 && sumOf(all)) };
  }

  private begin({ drawStorm, operations }: Leg): [Storm, Run] {
    const seed = `${this.options.seed}, leg ${this.results.length + 1}`;
    const options = { ...this.options, operations, seed };
    const storm = drawProbing(options, drawStorm(options));
    return [storm, Run.start(options, this.core, storm)];
  }
}

function sumOf(results: readonly RunResult[]): Partial<RunResult> {
  const totals = new Totals();
  for (const result of results) totals.add(result);
  const verdict = results.some((one) => one.verdict === "fail") ? "fail" : totals.undecided > 0 ? "unknown" : "pass";
  const { committed, elections, events, exercised, messages, operations, simulatedMs, submitted } = totals;
  const fingerprints = results.map(({ fingerprint }) => fingerprint).join("\n");
  const fingerprint = createHash("sha256").update(fingerprints).digest("hex").slice(0, 16);
  return {
    committed,
    elections,
    events,
    exercised,
    fingerprint,
    messages,
    operations,
    simulatedMs,
    submitted,
    verdict,
  };
}

/** The operations of a seed divided into legs, each of one of these kinds. */
export function drawLegs({ operations, seed }: RunOptions, kinds: readonly LegKind[]): Leg[] {
  const choices = new Choices(expandSeed(seed), 1);
  const legs: Leg[] = [];
  for (let left = operations; left > 0; left -= legs.at(-1)!.operations) {
    const { drawStorm, lengths } = kinds[choices.below(LEG, 0, kinds.length)]!;
    legs.push({ drawStorm, operations: Math.min(left, lengths[choices.below(LEG, 0, lengths.length)]!) });
  }
  return legs;
}
