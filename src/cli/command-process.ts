import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { type Command, type CommandLine, helpText, readCommandLine } from "./command-line.ts";
import { EXIT } from "./exit-status.ts";
import { Interruption } from "./interruption.ts";

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
  endQuietlyWhenOutputCloses();
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
