import { appendFileSync } from "node:fs";
import type { CampaignResult } from "../fuzz/campaign/campaign.ts";
import type { ReproduceSeed } from "../report/causes.ts";
import { annotations, stepSummary } from "../report/github.ts";

/**
 * Where this is a step of a GitHub workflow, tells that too. Commands go to standard error where a document goes to
 * standard output: the workflow reads both.
 */
export function tellGitHub(
  tool: string,
  result: CampaignResult,
  wallMs: number,
  reproduce: ReproduceSeed,
  commands: NodeJS.WriteStream,
): void {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_ACTIONS !== "true") return;
  for (const annotation of annotations(result, reproduce)) commands.write(`${annotation}\n`);
  if (!GITHUB_STEP_SUMMARY) return;
  try {
    appendFileSync(GITHUB_STEP_SUMMARY, stepSummary(tool, result, wallMs, reproduce));
  } catch (error) {
    // What was found counts, though nobody can write it down here.
    process.stderr.write(`${tool}: cannot write the step summary: ${(error as NodeJS.ErrnoException).code}\n`);
  }
}
