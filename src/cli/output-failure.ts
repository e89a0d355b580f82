import { EXIT } from "./exit-status.ts";
import { sayAside } from "./standard-error.ts";

let goesOn = false;
let isLost = false;

/** Whether standard output could not be written: nothing more goes there. */
export function isOutputLost(): boolean {
  return isLost;
}

/**
 * From now on a command ends in order though what it prints is lost: there is more to it than that. Its exit status tells
 * of it, unless that is to tell of something found.
 */
export function goOnWithoutOutput(): void {
  goesOn = true;
}

/**
 * A reader that has seen enough (`| head`) is no failure: the command ends quietly, with the status of what it has found
 * by then. Of a pipe that nobody reads Linux tells in no other way that Node hears than at the next write. What a full disk
 * or a broken terminal does is a failure, and ends a command that is there for its output only.
 */
export function watchOutput(): void {
  const { stderr, stdout } = process;
  for (const stream of [stdout, stderr]) {
    let hasFailed = false;
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.nothingFound);
      if (hasFailed) return;
      hasFailed = true;
      // What followed would have a hole before it.
      stream.write = () => true;
      // Nobody may hear it, but the exit status tells.
      sayAside(`output failed: ${error.message}\n`);
      if (!goesOn) process.exit(process.exitCode || EXIT.crashed);
      isLost ||= stream === stdout;
      process.once("exit", tellByStatus);
    });
  }
}

function tellByStatus(): void {
  if (process.exitCode !== EXIT.found) process.exitCode = EXIT.crashed;
}
