import { createHash, type Hash } from "node:crypto";
import type { Scenario } from "../../chaos/index.ts";
import { deriveSeed } from "../../sim/index.ts";
import type { StrategyName } from "../strategies/strategy-name.ts";
import type { CutReason } from "./cut.ts";
import type { Executor, RunRecord, SeedOutcome, SeedTask } from "./seed-task.ts";
import { Totals } from "./totals.ts";

export interface Campaign {
  readonly firstSeed: string;
  /** How many seeds; Infinity goes on until the signal. */
  readonly seeds: number;
  readonly nodes: number;
  readonly operations: number;
  /** Undefined: kraft-fuzz's own mix of operations. */
  readonly scenario: Scenario | undefined;
  /** By swarm if not given. */
  readonly strategy?: StrategyName;
  readonly twin: boolean;
  readonly coreUrl: string | undefined;
}

export type Ending = "completed" | "failed" | "crashed" | CutReason;

export type Crash = Extract<SeedOutcome, { kind: "crashed" }>;
export type CutShort = Extract<SeedOutcome, { kind: "cut-short" }>;

export interface CampaignResult {
  readonly ending: Ending;
  /** Pass only where the seeds asked for, or all that time allowed and at least one, were run. */
  readonly verdict: "pass" | "fail" | "unknown";
  readonly totals: Totals;
  /** Of one run its own; of several a hash over all of theirs. */
  readonly fingerprint: string;
  readonly failure: RunRecord | undefined;
  readonly crash: Crash | undefined;
  /** Runs that the signal cut short. They are not among the runs; what they did counts where it is known. */
  readonly cutShort: readonly CutShort[];
}

export type Listener = (record: RunRecord) => void;

/** Whether a run is what the campaign looks for, so that it ends there. */
export type Quarry = (record: RunRecord) => boolean;

const anyFailure: Quarry = ({ result }) => result.verdict === "fail";

/**
 * Runs seeds until the first that fails, in the order of the seeds: whatever finishes out of turn waits, and what is
 * under way behind a failure is thrown away, so that nothing depends on how many run at once. `onRun` hears each
 * finished run in that order; a run that is not `isQuarry` does not count as a failure, whatever fell in it.
 */
export async function runCampaign(
  campaign: Campaign,
  executor: Executor,
  signal: AbortSignal,
  onRun: Listener = () => {},
  isQuarry: Quarry = anyFailure,
): Promise<CampaignResult> {
  const tally = new Tally(onRun, isQuarry);
  const cancel = (): void => executor.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const underWay: Promise<SeedOutcome>[] = [];
  // Enough to keep every worker busy while a slow seed holds up the ones behind it.
  const windowSize = executor.concurrency === 1 ? 1 : executor.concurrency * 4;
  for (let started = 0; !tally.over; ) {
    while (!signal.aborted && started < campaign.seeds && underWay.length < windowSize) {
      underWay.push(executor.execute(taskAt(campaign, started++)));
    }
    const oldest = underWay.shift();
    if (oldest === undefined) break;
    tally.take(await oldest);
  }
  signal.removeEventListener("abort", cancel);
  executor.cancel();
  const finishedAll = tally.totals.runs === campaign.seeds;
  return tally.result(finishedAll ? "completed" : (signal.reason as CutReason));
}

function taskAt(campaign: Campaign, index: number): SeedTask {
  const { firstSeed, nodes, operations, scenario, strategy, twin, coreUrl } = campaign;
  const task = { seed: deriveSeed(firstSeed, index), nodes, operations, scenario, twin, coreUrl };
  return strategy === undefined ? task : { ...task, strategy };
}

/** What a campaign has come to so far. */
class Tally {
  readonly totals = new Totals();
  private readonly onRun: Listener;
  private readonly isQuarry: Quarry;
  private readonly fingerprints: Hash = createHash("sha256");
  private readonly cutShort: CutShort[] = [];
  private onlyFingerprint = "";
  private failure: RunRecord | undefined;
  private crash: Crash | undefined;

  constructor(onRun: Listener, isQuarry: Quarry) {
    this.onRun = onRun;
    this.isQuarry = isQuarry;
  }

  get over(): boolean {
    return this.failure !== undefined || this.crash !== undefined;
  }

  take(outcome: SeedOutcome): void {
    if (outcome.kind === "crashed") this.crash = outcome;
    else if (outcome.kind === "cut-short") this.cutShort.push(outcome);
    else if (outcome.kind === "finished") this.count(outcome.record);
  }

  private count(record: RunRecord): void {
    this.totals.add(record.result);
    this.onlyFingerprint = record.result.fingerprint;
    this.fingerprints.update(`${record.result.fingerprint}\n`);
    if (this.isQuarry(record)) this.failure = record;
    this.onRun(record);
  }

  result(ending: "completed" | CutReason): CampaignResult {
    for (const { partial } of this.cutShort) if (partial !== undefined) this.totals.addUnfinished(partial);
    return {
      ending: this.crash ? "crashed" : this.failure ? "failed" : ending,
      verdict: this.failure ? "fail" : this.passed(ending) ? "pass" : "unknown",
      totals: this.totals,
      fingerprint: this.fingerprint(),
      failure: this.failure,
      crash: this.crash,
      cutShort: this.cutShort,
    };
  }

  private passed(ending: "completed" | CutReason): boolean {
    if (this.crash !== undefined || this.totals.runs === 0) return false;
    return ending !== "interrupted";
  }

  private fingerprint(): string {
    return this.totals.runs > 1 ? this.fingerprints.digest("hex").slice(0, 16) : this.onlyFingerprint;
  }
}
