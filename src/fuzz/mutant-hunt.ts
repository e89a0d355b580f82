import { performance } from "node:perf_hooks";
import { type Campaign, type CampaignResult, runCampaign } from "./campaign.ts";
import { cutSignal } from "./cut.ts";
import type { Mutant } from "./mutant.ts";
import type { Executor } from "./seed-task.ts";

/** How one mutant fared. */
export interface Hunt {
  readonly mutant: Mutant;
  readonly campaign: Campaign;
  /** Untested: not one run ended within the time allowed. */
  readonly fate: "killed" | "survived" | "untested" | "crashed" | "interrupted";
  /** The invariants that the killing run violated. */
  readonly killedBy: readonly string[];
  /** Killed, but by none of the invariants that the mutant is said to break. */
  readonly unforeseen: boolean;
  /** The fate is the one that the mutant's file expects, and so is the invariant that killed it. */
  readonly asExpected: boolean;
  readonly result: CampaignResult;
  readonly wallMs: number;
}

/** Runs a campaign against a build of a mutant. `limitMs` bounds its wall-clock time. */
export async function hunt(
  mutant: Mutant,
  campaign: Campaign,
  executor: Executor,
  limitMs: number,
  interrupt: AbortSignal,
): Promise<Hunt> {
  const { signal, release } = cutSignal(interrupt, limitMs);
  const startMs = performance.now();
  const result = await runCampaign(campaign, executor, signal);
  const wallMs = performance.now() - startMs;
  release();
  return judge(mutant, campaign, result, wallMs);
}

function judge(mutant: Mutant, campaign: Campaign, result: CampaignResult, wallMs: number): Hunt {
  const fate = fateOf(result);
  const killedBy = [...new Set(result.failure?.result.violations.map((violation) => violation.invariant))];
  const unforeseen = fate === "killed" && !killedBy.some((invariant) => mutant.breaks.includes(invariant));
  return {
    mutant,
    campaign,
    fate,
    killedBy,
    unforeseen,
    asExpected: mutant.expect === "killed" ? fate === "killed" && !unforeseen : fate === "survived",
    result,
    wallMs,
  };
}

function fateOf(result: CampaignResult): Hunt["fate"] {
  if (result.ending === "failed") return "killed";
  if (result.ending === "crashed" || result.ending === "interrupted") return result.ending;
  return result.totals.runs === 0 ? "untested" : "survived";
}
