import { KeptFileError } from "../fuzz/kept-file.ts";
import { MutantError } from "../fuzz/mutants/mutant.ts";
import { ScenarioError } from "../fuzz/scenarios/scenario-file.ts";
import { TapeError } from "../fuzz/tape/tape-file.ts";
import type { Command } from "./command-line.ts";
import { runOnThisProcess, type Work } from "./command-process.ts";
import { EXIT } from "./exit-status.ts";
import { ReportError } from "./report-file.ts";
import { UsageError } from "./usage-error.ts";

/** Runs a command of the laboratory on this process: its arguments, signals, streams and exit status. */
export function runCommand(command: Command, work: Work): Promise<void> {
  const statusOf = (error: unknown): number | undefined => (isOfAPerson(error) ? EXIT.usage : undefined);
  return runOnThisProcess(command, work, process.argv.slice(2), statusOf);
}

const ERRORS_OF_A_PERSON = [UsageError, MutantError, ScenarioError, TapeError, ReportError, KeptFileError];

/** What a person typed or wrote is wrong: the message says what is allowed. */
function isOfAPerson(error: unknown): boolean {
  return ERRORS_OF_A_PERSON.some((ErrorClass) => error instanceof ErrorClass);
}
