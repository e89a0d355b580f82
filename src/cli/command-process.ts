import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { type Command, type CommandLine, helpText, readCommandLine } from "./command-line.ts";
import { EXIT } from "./exit-status.ts";

/** Does the work of a command and gives its exit status. The signal is the person's interrupt. */
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
  const interrupt = new AbortController();
  try {
    process.exitCode = await answer(command, work, argv, interrupt);
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined) {
      process.stderr.write(`${command.name}: ${oneLine((error as Error).message)}\n`);
      process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : status;
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
  interrupt: AbortController,
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
