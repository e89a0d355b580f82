import type { CampaignResult } from "../fuzz/campaign.ts";
import type { RunRecord } from "../fuzz/seed-task.ts";

type Result = RunRecord["result"];
type Figures = Omit<
  Result,
  "seed" | "verdict" | "violations" | "fallen" | "lies" | "lastFaults" | "fingerprint" | "ladder"
>;

/** The fields that a finished run has in a JSON document. */
export function runFields({ result, wallMs }: RunRecord) {
  return { seed: result.seed, ...fields(result.verdict, result.violations, result, result.fingerprint, wallMs) };
}

/** The same fields for a whole campaign: its totals, and the violations of the run that ended it. */
export function campaignFields(result: CampaignResult, wallMs: number) {
  return fields(result.verdict, result.failure?.result.violations ?? [], result.totals, result.fingerprint, wallMs);
}

function fields(
  verdict: CampaignResult["verdict"],
  violations: Result["violations"],
  figures: Figures,
  fingerprint: string,
  wallMs: number,
) {
  return {
    verdict,
    violations: violations.map(violationFields),
    operations: figures.operations,
    submitted: figures.submitted,
    committed: figures.committed,
    events: figures.events,
    messages: figures.messages,
    elections: figures.elections,
    simulatedMs: figures.simulatedMs,
    wallMs: Math.round(wallMs),
    fingerprint,
    exercised: figures.exercised,
    // Only there when something could not be judged.
    ...(figures.notCheckable.length === 0 ? {} : { notCheckable: figures.notCheckable }),
  };
}

function violationFields({ invariant, atUs, event, nodes, message }: Result["violations"][number]) {
  return { invariant, atMs: atUs / 1000, event, nodes, message };
}
