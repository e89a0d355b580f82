import type { Scenario } from "../../chaos/index.ts";
import { deriveSeed } from "../../sim/index.ts";
import { Learner } from "../adaptive/learner.ts";
import type { DiskKind } from "../profile/disk-kind.ts";
import { ADAPTIVE, type CampaignStrategy } from "../strategies/strategy-name.ts";
import type { Cause } from "./cause.ts";
import type { CutReason } from "./cut.ts";
import type { Crash, Executor, RunRecord, SeedOutcome, SeedTask } from "./seed-task.ts";
import { type CutShort, type Quarry, Tally, type TallyState } from "./tally.ts";
import type { Totals } from "./totals.ts";

export interface Campaign {
  readonly firstSeed: string;
  /** How many seeds; Infinity goes on until the signal. */
  readonly seeds: number;
  readonly nodes: number;
  readonly operations: number;
  /** Undefined: kraft-fuzz's own mix of operations. */
  readonly scenario: Scenario | undefined;
  /** How each seed is searched; by swarm if not given. */
  readonly strategy?: CampaignStrategy;
  /** Of what the disks are made; as each seed says if not given. */
  readonly disk?: DiskKind;
  readonly twin: boolean;
  readonly coreUrl: string | undefined;
  /** Whether it goes on after a run that failed. */
  readonly keepsGoing: boolean;
}

/** Failed: it ended at a failure. Crashed: so many seeds crashed one after the other that the lab is broken. */
export type Ending = "completed" | "failed" | "crashed" | CutReason;

export interface CampaignResult {
  readonly ending: Ending;
  /**
   * Pass only where the seeds asked for, or all that time allowed and at least one, were run, none has crashed, and all of
   * what each did was judged.
   */
  readonly verdict: "pass" | "fail" | "unknown";
  readonly totals: Totals;
  /** Of one run its own; of several a hash over all of theirs. */
  readonly fingerprint: string;
  /** The first run that failed, how many did, and of what causes. */
  readonly failure: RunRecord | undefined;
  readonly failures: number;
  readonly causes: readonly Cause[];
  /** The first seeds on which the lab crashed or stood still, and how many there were. They are not among the runs. */
  readonly crashes: readonly Crash[];
  readonly crashCount: number;
  /** Runs that the signal cut short. They are not among the runs; what they did counts where it is known. */
  readonly cutShort: readonly CutShort[];
  /** From this the campaign can be gone on with. */
  readonly resumable: TallyState;
}

/** What a campaign is told besides what it runs, and who hears of it. */
interface CampaignHooks {
  /** Hears each finished run, in the order of the seeds. */
  readonly onRun?: (record: RunRecord) => void;
  /** Hears of each cause at the first run that failed of it. */
  readonly onCause?: (cause: Cause) => void;
  /** Hears each seed on which the lab itself failed, in the same order. */
  readonly onCrash?: (crash: Crash) => void;
  /** Hears after each seed what there is by then. */
  readonly onSeed?: (tally: Tally) => void;
  /** A run that is none does not count as a failure, whatever fell in it; every run that fails if not given. */
  readonly isQuarry?: Quarry;
  /** What it had come to before: it goes on from there. */
  readonly state?: TallyState;
}

const anyFailure: Quarry = ({ result }) => result.verdict === "fail";

/**
 * Runs seeds until the first that fails, or all of them, in the order of the seeds: whatever finishes out of turn waits,
 * and what is under way behind the end is thrown away, so that nothing depends on how many run at once. A seed on which
 * the lab crashes is noted, and the campaign goes on.
 */
export async function runCampaign(
  campaign: Campaign,
  executor: Executor,
  signal: AbortSignal,
  hooks: CampaignHooks = {},
): Promise<CampaignResult> {
  const learner = campaign.strategy === ADAPTIVE ? new Learner(campaign.firstSeed, hooks.state?.learned) : undefined;
  const tally = new Tally(hooks.isQuarry ?? anyFailure, hooks.state, learner);
  const isOver = (): boolean => tally.isBroken || (tally.failure !== undefined && !campaign.keepsGoing);
  const cancel = (): void => executor.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const underWay: Promise<SeedOutcome>[] = [];
  let started = hooks.state?.seedsDone ?? 0;
  const mayStart = (): boolean =>
    !signal.aborted &&
    started < campaign.seeds &&
    underWay.length < executor.seedsAhead &&
    (learner === undefined || learner.mayChoose(started));
  while (!isOver()) {
    while (mayStart()) underWay.push(execute(executor, taskAt(campaign, started++, learner)));
    const oldest = underWay.shift();
    if (oldest === undefined) break;
    const outcome = await oldest;
    const cause = tally.take(outcome);
    if (outcome.kind === "finished") hooks.onRun?.(outcome.record);
    else if (outcome.kind === "crashed") hooks.onCrash?.(outcome);
    if (cause !== undefined) hooks.onCause?.(cause);
    hooks.onSeed?.(tally);
  }
  signal.removeEventListener("abort", cancel);
  executor.cancel();
  return resultOf(tally, endingOf(campaign, tally, signal));
}

function endingOf({ keepsGoing, seeds }: Campaign, tally: Tally, signal: AbortSignal): Ending {
  if (tally.isBroken) return "crashed";
  if (tally.failure !== undefined && !keepsGoing) return "failed";
  if (tally.totals.runs + tally.crashCount === seeds) return "completed";
  if (signal.aborted) return signal.reason as CutReason;
  // Whoever interrupts all processes at once may have been heard by a worker first.
  if (tally.isCut) return "interrupted";
  throw new Error(`The campaign stands still after ${tally.seedsDone} of ${seeds} seeds.`);
}

function taskAt(campaign: Campaign, index: number, learner: Learner | undefined): SeedTask {
  const { disk, firstSeed, nodes, operations, scenario, twin, coreUrl } = campaign;
  const task = { seed: deriveSeed(firstSeed, index), nodes, operations, scenario, twin, coreUrl };
  return { ...task, ...searchAt(campaign, index, learner), ...(disk && { disk }) };
}

function searchAt({ strategy }: Campaign, index: number, learner: Learner | undefined): Partial<SeedTask> {
  if (learner !== undefined) return { strategy: learner.choose(index), notesStates: true };
  return strategy === undefined || strategy === ADAPTIVE ? {} : { strategy };
}

/** Whatever comes of a seed says how it was searched. */
async function execute(executor: Executor, task: SeedTask): Promise<SeedOutcome> {
  const outcome = await executor.execute(task);
  const { strategy } = task;
  if (strategy === undefined) return outcome;
  if (outcome.kind === "finished") return { ...outcome, record: { ...outcome.record, strategy } };
  return outcome.kind === "crashed" ? { ...outcome, strategy } : outcome;
}

function resultOf(tally: Tally, ending: Ending): CampaignResult {
  const { crashCount, crashes, cutShort, failure, failures, fingerprint, totals } = tally;
  const resumable = tally.resumable();
  for (const { partial } of cutShort) if (partial !== undefined) totals.addUnfinished(partial);
  const isAllRun = ending === "completed" || (ending === "out-of-time" && totals.runs > 0);
  const isAllJudged = crashCount === 0 && totals.undecided === 0;
  const hasPassed = isAllRun && isAllJudged;
  return {
    ending,
    verdict: failure !== undefined ? "fail" : hasPassed ? "pass" : "unknown",
    totals,
    fingerprint,
    failure,
    failures,
    causes: tally.causesFound(),
    crashes,
    crashCount,
    cutShort,
    resumable,
  };
}
