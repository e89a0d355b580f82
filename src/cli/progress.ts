import { SingleBar } from "cli-progress";
import { grouped } from "../report/numbers.ts";

/** Shows on standard error how far long work has come. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** How often a log, which keeps every line, hears of progress. */
const LOG_INTERVAL_MS = 10_000;

/** A bar for people; a plain line from time to time where nobody watches. */
export function startProgress(total: number, unit: string): Progress {
  const { CI } = process.env;
  const watched = process.stderr.isTTY === true && !CI;
  return watched ? startBar(total, unit) : startLog(total, unit);
}

function startBar(total: number, unit: string): Progress {
  const bar = new SingleBar({
    stream: process.stderr,
    format: `{bar} {percentage} % of {total} ${unit}, {eta_formatted} left`,
    barsize: 24,
    clearOnComplete: true,
    gracefulExit: false,
  });
  bar.start(total, 0);
  return {
    update: (done) => bar.update(Math.min(done, total)),
    stop: () => bar.stop(),
  };
}

function startLog(total: number, unit: string): Progress {
  let saidMs = performance.now();
  return {
    update: (done) => {
      if (performance.now() - saidMs < LOG_INTERVAL_MS) return;
      saidMs = performance.now();
      process.stderr.write(`${grouped(Math.floor(done))} of ${grouped(total)} ${unit}\n`);
    },
    stop: () => {},
  };
}
