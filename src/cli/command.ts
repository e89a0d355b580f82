import { CampaignFileError } from "../fuzz/campaign/campaign-file.ts";
import { MutantError } from "../fuzz/mutants/mutant.ts";
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { ScenarioError } from "../fuzz/scenarios/scenario-file.ts";
import { TapeError } from "../fuzz/tape/tape-file.ts";
import { type Command, type CommandLine, helpText, readCommandLine } from "./command-line.ts";
import { EXIT } from "./exit-status.ts";
import { ReportError } from "./report-file.ts";
import { UsageError } from "./usage-error.ts";

/** Does the work of a command and gives its exit status. The signal is the person's interrupt. */
export type Work = (line: CommandLine, interrupt: AbortSignal) => Promise<number>;

/** Runs a command on this process: its arguments, signals, streams and exit status. */
export async function runCommand(command: Command, work: Work): Promise<void> {
  endQuietlyWhenOutputCloses();
  try {
    process.exitCode = await answer(command, work, process.argv.slice(2));
  } catch (error) {
    if (isOfAPerson(error)) {
      process.stderr.write(`${command.name}: ${oneLine(error.message)}\n`);
      process.exitCode = EXIT.usage;
    } else {
      process.stderr.write(`${command.name} crashed: ${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = EXIT.crashed;
    }
  }
}

const ERRORS_OF_A_PERSON = [UsageError, MutantError, ScenarioError, TapeError, ReportError, CampaignFileError];

/** What a person typed or wrote is wrong: the message says what is allowed. */
function isOfAPerson(error: unknown): error is Error {
  return ERRORS_OF_A_PERSON.some((ErrorClass) => error instanceof ErrorClass);
}

async function answer(command: Command, work: Work, argv: readonly string[]): Promise<number> {
  const line = readCommandLine(command, argv);
  if (line.switches.has("help")) {
    process.stdout.write(`${await helpText(command)}\n`);
    return EXIT.nothingFound;
  }
  if (line.switches.has("version")) {
    process.stdout.write(`${PACKAGE_VERSION}\n`);
    return EXIT.nothingFound;
  }
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  // Once: a second interrupt ends the process at once, as it would any other.
  process.once("SIGINT", onInterrupt);
  const status = await work(line, interrupt.signal);
  process.removeListener("SIGINT", onInterrupt);
  return status;
}

/**
 * A reader that has seen enough (`| head`) is no failure: the command ends quietly, with the status of what it has found
 * by then. What a full disk or a broken terminal does is a failure.
 */
function endQuietlyWhenOutputCloses(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.nothingFound);
      // Nobody may hear it, but the exit status tells.
      process.stderr.write(`output failed: ${error.message}\n`);
      process.exit(process.exitCode || EXIT.crashed);
    });
  }
}

function oneLine(message: string): string {
  return message.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ");
}
