import type { CampaignResult } from "../fuzz/campaign/campaign.ts";
import type { Searched } from "../fuzz/campaign/seed-task.ts";
import { counted, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { indented, wrap } from "./wrap.ts";

type Cause = CampaignResult["causes"][number];
type Crash = CampaignResult["crashes"][number];

/** The command that searches a seed again as it was searched. */
export type ReproduceSeed = (searched: Searched) => string;

/** So many causes are told one by one. */
const MOST_TOLD = 20;

/** Failures by their causes: how many runs failed, what is violated in the first of them, and how to see that again. */
export function describeCauses(
  { causes, failures, totals }: CampaignResult,
  reproduce: ReproduceSeed,
  paint: Paint,
  width: number,
): string[] {
  const lines = [paint.red.bold(`FAIL: ${grouped(failures)} of ${counted(totals.runs, "run")}`)];
  for (const [at, cause] of causes.slice(0, MOST_TOLD).entries()) {
    const head = `${at + 1}. ${cause.invariant} is violated in ${counted(cause.runs, "run")}, first on seed ${cause.seed}:`;
    lines.push(
      ...wrap(head, width, "  ").map((line) => line.replace(cause.invariant, paint.red(cause.invariant))),
      ...indented(cause.violation.message, width),
      `  reproduce: ${paint.bold(reproduce(cause))}`,
    );
  }
  if (causes.length > MOST_TOLD)
    lines.push(`and ${counted(causes.length - MOST_TOLD, "cause")} more, which --json tells`);
  return lines;
}

/** The same for a document. */
export function causeFields(cause: Cause, reproduce: ReproduceSeed) {
  const { invariant, runs, says, seed, violation } = cause;
  return { invariant, says, runs, seed, message: violation.message, reproduce: reproduce(cause) };
}

/** A seed on which the lab itself failed: what happened, and how to see that again. */
export function describeCrash(tool: string, crash: Crash, reproduce: ReproduceSeed): string {
  const { isHung, seed, stack } = crash;
  return `${tool} ${isHung ? "hung" : "crashed"} on seed ${seed}: ${stack}\nreproduce: ${reproduce(crash)}\n`;
}

/** The same for a document. */
export function crashFields(crash: Crash, reproduce: ReproduceSeed) {
  const { isHung, message, seed } = crash;
  return { seed, message, isHung: isHung === true, reproduce: reproduce(crash) };
}
