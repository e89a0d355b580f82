import { appendFileSync } from "node:fs";

/** What a step of a GitHub workflow tells of its work. */
export interface ToldToGitHub {
  /** Commands of one line, each of which becomes an annotation. */
  readonly annotations: readonly string[];
  /** A section in Markdown. */
  readonly summary: string;
}

/**
 * Where this is a step of a GitHub workflow, tells that too. Commands go to standard error where a document goes to
 * standard output: the workflow reads both.
 */
export function tellGitHub(tool: string, hasDocument: boolean, told: () => ToldToGitHub): void {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_ACTIONS !== "true") return;
  const { annotations, summary } = told();
  const commands = hasDocument ? process.stderr : process.stdout;
  for (const annotation of annotations) commands.write(`${annotation}\n`);
  if (!GITHUB_STEP_SUMMARY) return;
  try {
    appendFileSync(GITHUB_STEP_SUMMARY, summary);
  } catch (error) {
    // What was found counts, though nobody can write it down here.
    process.stderr.write(`${tool}: cannot write the step summary: ${(error as NodeJS.ErrnoException).code}\n`);
  }
}
