import { SingleBar } from "cli-progress";
import { grouped } from "../report/numbers.ts";

/** Shows on standard error how far long work has come. */
export interface Progress {
  /** The note says more, in words that continue the line after a comma. */
  update(done: number, note?: string): void;
  /** Says something else there, in lines of its own. */
  say(text: string): void;
  stop(): void;
}

/** How often a log, which keeps every line, hears of progress. */
const LOG_INTERVAL_MS = 10_000;

/** A bar for people; a plain line from time to time where nobody watches. Some may have been done before. */
export function startProgress(total: number, unit: string, doneBefore = 0): Progress {
  const { CI } = process.env;
  const watched = process.stderr.isTTY === true && !CI;
  return watched ? startBar(total, unit, doneBefore) : startLog(total, unit, doneBefore);
}

function startBar(total: number, unit: string, doneBefore: number): Progress {
  const bar = new SingleBar({
    stream: process.stderr,
    format: `{bar} {percentage} % of {total} ${unit}{note}, {eta_formatted} left`,
    barsize: 24,
    clearOnComplete: true,
    gracefulExit: false,
  });
  bar.start(total, doneBefore, { note: "" });
  return {
    update: (done, note = "") => bar.update(Math.min(done, total), { note: afterComma(note) }),
    // The bar is drawn again below it.
    say: (text) => void process.stderr.write(`\r\x1b[K${text}`),
    stop: () => bar.stop(),
  };
}

function startLog(total: number, unit: string, doneBefore: number): Progress {
  const startMs = performance.now();
  let saidMs = startMs;
  return {
    update: (done, note = "") => {
      const nowMs = performance.now();
      if (nowMs - saidMs < LOG_INTERVAL_MS || done >= total) return;
      saidMs = nowMs;
      const leftMs = ((total - done) * (nowMs - startMs)) / Math.max(1, done - doneBefore);
      const left = `about ${grouped(Math.ceil(leftMs / 1000))} s left`;
      process.stderr.write(`${grouped(Math.floor(done))} of ${grouped(total)} ${unit}${afterComma(note)}, ${left}\n`);
    },
    say: (text) => void process.stderr.write(text),
    stop: () => {},
  };
}

function afterComma(note: string): string {
  return note === "" ? "" : `, ${note}`;
}
