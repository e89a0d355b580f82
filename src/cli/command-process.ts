import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { type Command, type CommandLine, helpText, readCommandLine } from "./command-line.ts";
import { EXIT } from "./exit-status.ts";
import { Interruption } from "./interruption.ts";
import { watchOutput } from "./output-failure.ts";

/** Does the work of a command and gives its exit status. The signal is the person's interrupt, or the system's. */
export type Work = (line: CommandLine, interrupt: AbortSignal) => Promise<number>;

/** The exit status of an error that one line explains; undefined: the command itself has failed. */
export type StatusOf = (error: unknown) => number | undefined;

/** Runs a command on this process: its signals, streams and exit status. */
export async function runOnThisProcess(
  command: Command,
  work: Work,
  argv: readonly string[],
  statusOf: StatusOf,
): Promise<void> {
  watchOutput();
  const interruption = new Interruption();
  try {
    process.exitCode = await answer(command, work, argv, interruption);
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined) {
      process.stderr.write(`${command.name}: ${oneLine((error as Error).message)}\n`);
      process.exitCode = interruption.signal.aborted ? interruption.status : status;
    } else {
      process.stderr.write(`${command.name} crashed: ${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = EXIT.crashed;
    }
  }
}

async function answer(
  command: Command,
  work: Work,
  argv: readonly string[],
  interruption: Interruption,
): Promise<number> {
  const line = readCommandLine(command, argv);
  if (line.switches.has("help")) {
    process.stdout.write(`${await helpText(command)}\n`);
    return EXIT.nothingFound;
  }
  if (line.switches.has("version")) {
    process.stdout.write(`${PACKAGE_VERSION}\n`);
    return EXIT.nothingFound;
  }
  interruption.listen();
  const status = await work(line, interruption.signal);
  interruption.release();
  return status === EXIT.interrupted ? interruption.status : status;
}

function oneLine(message: string): string {
  return message.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ");
}
