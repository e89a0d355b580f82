import type { Findings } from "../fuzz/exhaustive/search.ts";
import { counted, grouped } from "../report/numbers.ts";

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
      const line = `scope ${scope} of ${scopes}: ${counted(depth, "move")} deep, ${grouped(expanded)} expanded, ${counted(cores, "state")}`;
      stderr.write(isWatched ? `\r${line}\x1b[K` : `${line}\n`);
    },
    stop: () => {
      if (isWatched) stderr.write("\r\x1b[K");
    },
  };
}
