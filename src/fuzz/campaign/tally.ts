import { createHash } from "node:crypto";
import type { Learned, Learner } from "../adaptive/learner.ts";
import { type Cause, Causes } from "./cause.ts";
import type { Crash, RunRecord, SeedOutcome } from "./seed-task.ts";
import { Totals, type TotalsState } from "./totals.ts";

export type CutShort = Extract<SeedOutcome, { kind: "cut-short" }>;

/** Whether a run is what the campaign looks for. */
export type Quarry = (record: RunRecord) => boolean;

/** So many crashes are kept to be told; the others are counted. */
const CRASHES_KEPT = 10;

/** As many seeds that crash one after the other say that the lab is broken, and more would say nothing else. */
const CRASHES_IN_A_ROW = 10;

/** What a campaign had come to after so many of its seeds, as plain data. */
export interface TallyState {
  /** So many seeds are done with, from the first: they finished or crashed. */
  readonly seedsDone: number;
  readonly totals: TotalsState;
  /** A hash over the fingerprints of the runs, and the last of these. */
  readonly fingerprints: string;
  readonly lastFingerprint: string;
  readonly causes: readonly Cause[];
  readonly failures: number;
  /** The first run that failed. */
  readonly failure: RunRecord | null;
  readonly crashes: readonly Crash[];
  readonly crashCount: number;
  readonly crashesInARow: number;
  /** Where it chooses how its seeds are searched: by what it does. */
  readonly learned?: Learned;
}

/** Before the first seed. */
export const BEGINNING: TallyState = {
  seedsDone: 0,
  totals: new Totals().state(),
  fingerprints: "",
  lastFingerprint: "",
  causes: [],
  failures: 0,
  failure: null,
  crashes: [],
  crashCount: 0,
  crashesInARow: 0,
};

/** What a campaign has come to so far. It is given what became of the seeds in their order. */
export class Tally {
  readonly totals: Totals;
  readonly cutShort: CutShort[] = [];
  /** So many seeds are done with: they finished or crashed. */
  seedsDone: number;
  failures: number;
  failure: RunRecord | undefined;
  crashCount: number;
  private readonly isQuarry: Quarry;
  private readonly learner: Learner | undefined;
  private readonly keptCrashes: Crash[];
  private readonly causes: Causes;
  private fingerprints: string;
  private lastFingerprint: string;
  private crashesInARow: number;
  /** Of the seeds before the first that was cut short; undefined while there is none. */
  private before: TallyState | undefined = undefined;

  /** The learner, if there is one, learns from what this is given. */
  constructor(isQuarry: Quarry, state: TallyState = BEGINNING, learner?: Learner) {
    this.isQuarry = isQuarry;
    this.learner = learner;
    this.totals = Totals.from(state.totals);
    this.failures = state.failures;
    this.failure = state.failure ?? undefined;
    this.crashCount = state.crashCount;
    this.keptCrashes = [...state.crashes];
    this.causes = Causes.from(state.causes);
    this.fingerprints = state.fingerprints;
    this.lastFingerprint = state.lastFingerprint;
    this.seedsDone = state.seedsDone;
    this.crashesInARow = state.crashesInARow;
  }

  /** The first of them. */
  get crashes(): readonly Crash[] {
    return this.keptCrashes;
  }

  /** Whether the lab is broken, so that going on would say nothing. */
  get isBroken(): boolean {
    return this.crashesInARow >= CRASHES_IN_A_ROW;
  }

  /** Whether a seed was cut short, or kept from beginning. */
  get isCut(): boolean {
    return this.before !== undefined;
  }

  /** Of one run its own; of several a hash over all of theirs. */
  get fingerprint(): string {
    return this.totals.runs > 1 ? this.fingerprints.slice(0, 16) : this.lastFingerprint;
  }

  causesFound(): Cause[] {
    return this.causes.list();
  }

  /** Gives the cause of what failed, if it is the first of it. */
  take(outcome: SeedOutcome): Cause | undefined {
    if (outcome.kind === "finished") return this.count(outcome.record, outcome.reached);
    if (outcome.kind === "crashed") this.countCrash(outcome);
    else this.before ??= this.state();
    if (outcome.kind === "cut-short") this.cutShort.push(outcome);
    return undefined;
  }

  /** From this a campaign can be gone on with: what finished behind a seed that was cut short is not in it. */
  resumable(): TallyState {
    return this.before ?? this.state();
  }

  private countCrash(crash: Crash): void {
    this.seedsDone++;
    this.crashCount++;
    this.crashesInARow++;
    this.learner?.skip();
    if (this.keptCrashes.length < CRASHES_KEPT) this.keptCrashes.push(crash);
  }

  private count(record: RunRecord, reached: Uint32Array | undefined): Cause | undefined {
    const { result, strategy } = record;
    this.learner?.take({ strategy: strategy!, events: result.events, reached: reached! });
    this.seedsDone++;
    this.crashesInARow = 0;
    this.totals.add(result);
    this.lastFingerprint = result.fingerprint;
    // A hash of the one before, and not one that is open: it goes into a file as it is.
    this.fingerprints = createHash("sha256").update(`${this.fingerprints}\n${result.fingerprint}`).digest("hex");
    if (!this.isQuarry(record)) return undefined;
    this.failures++;
    this.failure ??= record;
    return this.causes.add(record);
  }

  private state(): TallyState {
    return {
      seedsDone: this.seedsDone,
      totals: this.totals.state(),
      fingerprints: this.fingerprints,
      lastFingerprint: this.lastFingerprint,
      causes: this.causes.list(),
      failures: this.failures,
      failure: this.failure ?? null,
      crashes: [...this.keptCrashes],
      crashCount: this.crashCount,
      crashesInARow: this.crashesInARow,
      ...(this.learner && { learned: this.learner.state() }),
    };
  }
}
