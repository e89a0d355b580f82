import { type Campaign, type CampaignResult, runCampaign } from "../../../src/fuzz/campaign/campaign.ts";
import type { Executor, Searched, SeedOutcome } from "../../../src/fuzz/campaign/seed-task.ts";
import type { RunResult } from "../../../src/fuzz/result.ts";

export const campaign: Campaign = {
  firstSeed: "s",
  seeds: 2,
  nodes: 5,
  operations: 1000,
  scenario: undefined,
  twin: false,
  coreUrl: undefined,
  keepsGoing: false,
};

/** What a campaign comes to whose seeds come to these; the first that is cut short cuts all of it, for this reason. */
export function resultOf(outcomes: readonly SeedOutcome[], reason?: string): Promise<CampaignResult> {
  let at = 0;
  const cut = new AbortController();
  const executor: Executor = {
    seedsAhead: 1,
    execute: async () => {
      const outcome = outcomes[at++]!;
      if (outcome.kind === "cut-short") cut.abort(reason);
      return outcome;
    },
    cancel: () => {},
  };
  return runCampaign(campaign, executor, cut.signal);
}

/** A command that no line is long enough for. */
export const again = ({ seed }: Searched): string => `kraft-fuzz -s ${seed} ${"-".repeat(90)}`;

export const finished = (result: RunResult): SeedOutcome => ({
  kind: "finished",
  record: { result, wallMs: 12.3, cpuMs: 1 },
});
