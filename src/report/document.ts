import type { CampaignResult } from "../fuzz/campaign/campaign.ts";
import type { RunRecord } from "../fuzz/campaign/seed-task.ts";
import { causeFields, crashFields, type ReproduceSeed } from "./causes.ts";

type Result = RunRecord["result"];
type Figures = Omit<
  Result,
  "seed" | "verdict" | "violations" | "fallen" | "lies" | "lastFaults" | "fingerprint" | "ladder"
>;

/** The fields that a finished run has in a JSON document. */
export function runFields({ result, strategy, wallMs }: RunRecord) {
  return {
    seed: result.seed,
    ...(strategy && { strategy }),
    ...fields(result.verdict, result.violations, result, result.fingerprint, wallMs),
    ...unlessEmpty("lies", result.lies),
    ...unlessEmpty("fallen", result.fallen.map(violationFields)),
    ...unlessEmpty("lastFaults", lastFaultsOf(result)),
  };
}

/** The same fields for a whole campaign: its totals, of how many runs they are, and the violations of the first that failed. */
export function campaignFields(result: CampaignResult, wallMs: number, reproduce: ReproduceSeed) {
  const { causes, crashes, failure, failures, fingerprint, totals, verdict } = result;
  return {
    ...fields(verdict, failure?.result.violations ?? [], totals, fingerprint, wallMs),
    runsCounted: totals.runs,
    ...unlessEmpty("lies", totals.falls.lies()),
    ...unlessEmpty("fallen", totals.falls.fallen()),
    ...unlessEmpty("lastFaults", failure === undefined ? [] : lastFaultsOf(failure.result)),
    ...(failures > 0 && { failures }),
    ...unlessEmpty(
      "causes",
      causes.map((cause) => causeFields(cause, reproduce)),
    ),
    ...unlessEmpty(
      "crashes",
      crashes.map((crash) => crashFields(crash, reproduce)),
    ),
  };
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
    ...unlessEmpty("notCheckable", figures.notCheckable),
  };
}

/** A field that is only there when it has something to say. */
function unlessEmpty<Name extends string, Value>(name: Name, values: readonly Value[]) {
  return (values.length === 0 ? {} : { [name]: values }) as { readonly [key in Name]?: readonly Value[] };
}

/** What was done to the cluster before it failed. */
function lastFaultsOf({ lastFaults, verdict }: Result) {
  if (verdict !== "fail") return [];
  return lastFaults.map(({ atUs, event, nodes, fault }) => ({ atMs: atUs / 1000, event, nodes, fault }));
}

function violationFields({ invariant, atUs, event, nodes, message }: Result["violations"][number]) {
  return { invariant, atMs: atUs / 1000, event, nodes, message };
}
