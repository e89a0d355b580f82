import { SingleBar } from "cli-progress";
import { grouped } from "../report/numbers.ts";
import { columnsOf, progressLine, type Stage } from "./progress-line.ts";
import { drawing } from "./standard-error.ts";

/** Shows on standard error how far long work has come. */
export interface Progress {
  /** Findings are what people want to know first, paces how fast it goes; each in few words. */
  update(done: number, findings?: readonly string[], paces?: readonly string[]): void;
  stop(): void;
}

/** How often a log, which keeps every line, hears of progress. */
const LOG_INTERVAL_MS = 10_000;

/**
 * A bar for people; a plain line from time to time where nobody watches, and of nothing to do not a word. Some may have
 * been done before.
 */
export function startProgress(total: number, unit: string, doneBefore = 0): Progress {
  const { CI } = process.env;
  const watched = process.stderr.isTTY === true && !CI && total > 0;
  const startMs = performance.now();
  const stageAt: StageAt = (done, findings = [], paces = []) => {
    const elapsedMs = performance.now() - startMs;
    const leftMs = done > doneBefore ? ((total - done) * elapsedMs) / (done - doneBefore) : undefined;
    return { done: Math.min(done, total), total, unit, findings, leftMs, paces };
  };
  return watched ? startBar(stageAt, doneBefore) : startLog(stageAt);
}

type StageAt = (done: number, findings?: readonly string[], paces?: readonly string[]) => Stage;

/** One line, which is written over and gone in the end; never so long that a terminal would break it. */
function startBar(stageAt: StageAt, doneBefore: number): Progress {
  const { stderr } = process;
  let stage = stageAt(doneBefore);
  const bar = new SingleBar({
    stream: stderr,
    // Terminals differ in what they do behind a character in the last column.
    format: () => progressLine(stage, columnsOf(stderr) - 1),
    // Nothing is set that a terminal would keep from a command that was killed.
    linewrap: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  const start = (): void => bar.start(stage.total, stage.done);
  start();
  drawing((text) => {
    // Where it ends it goes back to where it began, and that is below the text now.
    bar.stop();
    stderr.write(text);
    start();
  });
  return {
    update: (...progress) => {
      stage = stageAt(...progress);
      bar.update(stage.done);
    },
    stop: () => {
      drawing(undefined);
      bar.stop();
    },
  };
}

function startLog(stageAt: StageAt): Progress {
  let saidMs = performance.now();
  return {
    update: (...progress) => {
      const { done, findings, leftMs, paces, total, unit } = stageAt(...progress);
      const nowMs = performance.now();
      if (nowMs - saidMs < LOG_INTERVAL_MS || done >= total || leftMs === undefined) return;
      saidMs = nowMs;
      const left = `about ${grouped(Math.ceil(leftMs / 1000))} s left`;
      const parts = [`${grouped(Math.floor(done))} of ${grouped(total)} ${unit}`, ...findings, ...paces, left];
      process.stderr.write(`${parts.join(", ")}\n`);
    },
    stop: () => {},
  };
}
