import type { Findings } from "../fuzz/exhaustive/search.ts";
import { counted, grouped } from "../report/numbers.ts";
import { columnsOf, fitting } from "./progress-line.ts";

export interface ExhaustiveProgress {
  readonly update: (findings: Findings) => void;
  readonly stop: () => void;
}

/** How often people see something new, and how often a log, which keeps every line, does. */
const TERMINAL_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 10_000;

/** Shows on standard error how far a scope has been explored. Nobody knows how much of it there is. */
export function startExhaustiveProgress(scope: number, scopes: number): ExhaustiveProgress {
  const { CI } = process.env;
  const { stderr } = process;
  const isWatched = stderr.isTTY === true && !CI;
  const intervalMs = isWatched ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
  let saidMs = performance.now();
  return {
    update: ({ cores, depth, expanded }) => {
      if (performance.now() - saidMs < intervalMs) return;
      saidMs = performance.now();
      const deep = `scope ${scope} of ${scopes}: ${counted(depth, "move")} deep`;
      const parts = [deep, counted(cores, "state"), `${grouped(expanded)} expanded`];
      // A line that a terminal breaks is not written over.
      stderr.write(isWatched ? `\r${fitting(parts, columnsOf(stderr) - 1)}\x1b[K` : `${parts.join(", ")}\n`);
    },
    stop: () => {
      if (isWatched) stderr.write("\r\x1b[K");
    },
  };
}
