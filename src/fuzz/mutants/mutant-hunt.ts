import { performance } from "node:perf_hooks";
import { type Campaign, type CampaignResult, runCampaign } from "../campaign/campaign.ts";
import { cutSignal } from "../campaign/cut.ts";
import { type Executor, type RunRecord, type Searched, searchOf } from "../campaign/seed-task.ts";
import type { Quarry } from "../campaign/tally.ts";
import { STEP_LAW } from "../probes/broken-law.ts";
import type { Mutant } from "./mutant.ts";

/** An invariant that fell though the mutant is not said to break it. */
export interface Bystander extends Searched {
  readonly invariant: string;
  /** In how many of the runs it fell; the seed is that of the first of them. */
  readonly runs: number;
}

/** How one mutant fared. */
export interface Hunt {
  readonly mutant: Mutant;
  readonly campaign: Campaign;
  /**
   * Killed: by what the mutant is said to break; one that must survive, by anything but a law of single steps. Survived:
   * all seeds. Out of time: the time was up before they were all run, which depends on how fast the machine is. Untested:
   * not one run ended within the time allowed.
   */
  readonly fate: "killed" | "survived" | "out-of-time" | "untested" | "crashed" | "interrupted";
  /** The invariants that killed it, in the order in which they fell. */
  readonly killedBy: readonly string[];
  /** The seed that killed it. */
  readonly killer: Searched | undefined;
  /** What else fell, up to and with the killing run. */
  readonly alsoFell: readonly Bystander[];
  /** The fate is the one that the mutant's file expects. One that is to survive need not do so in all seeds. */
  readonly asExpected: boolean;
  readonly result: CampaignResult;
  readonly wallMs: number;
  /** What the runs took, without what was thrown away: that of other seeds, or of seeds that were cut short. */
  readonly cpuMs: number;
}

/**
 * Runs a campaign against a build of a mutant until a run in which what the mutant breaks has fallen. Seeds in which
 * only other invariants fell do not end it: they show that something is wrong, but not that the bug was seen for what
 * it is. `limitMs` bounds its wall-clock time.
 */
export async function hunt(
  mutant: Mutant,
  campaign: Campaign,
  executor: Executor,
  limitMs: number,
  interrupt: AbortSignal,
): Promise<Hunt> {
  const { signal, release } = cutSignal(interrupt, limitMs);
  const bystanders = new Map<string, Bystander>();
  let cpuMs = 0;
  const note = (record: RunRecord): void => {
    cpuMs += record.cpuMs;
    for (const invariant of invariantsFallenIn(record)) {
      if (kills(mutant, invariant)) continue;
      const { runs, ...first } = bystanders.get(invariant) ?? { invariant, runs: 0, ...searchOf(record) };
      bystanders.set(invariant, { ...first, runs: runs + 1 });
    }
  };
  const isKilledIn: Quarry = (record) => invariantsFallenIn(record).some((invariant) => kills(mutant, invariant));
  const startMs = performance.now();
  const result = await runCampaign(campaign, executor, signal, { onRun: note, isQuarry: isKilledIn });
  const wallMs = performance.now() - startMs;
  release();
  const fate = fateOf(result);
  return {
    mutant,
    campaign,
    fate,
    killedBy:
      result.failure === undefined ? [] : invariantsFallenIn(result.failure).filter((one) => kills(mutant, one)),
    killer: result.failure && searchOf(result.failure),
    alsoFell: [...bystanders.values()],
    asExpected: mutant.expect === "killed" ? fate === "killed" : fate === "survived" || fate === "out-of-time",
    result,
    wallMs,
    cpuMs,
  };
}

function invariantsFallenIn({ result }: RunRecord): string[] {
  return [...new Set(result.violations.map(({ invariant }) => invariant))];
}

/** What must survive is killed by whatever falls, but for laws that spare writes and messages, which matter to no client. */
function kills({ breaks, expect }: Mutant, invariant: string): boolean {
  return expect === "survives" ? invariant !== STEP_LAW : breaks.includes(invariant);
}

function fateOf(result: CampaignResult): Hunt["fate"] {
  if (result.ending === "failed") return "killed";
  if (result.crashCount > 0) return "crashed";
  if (result.ending === "interrupted") return "interrupted";
  if (result.totals.runs === 0) return "untested";
  return result.ending === "out-of-time" ? "out-of-time" : "survived";
}
