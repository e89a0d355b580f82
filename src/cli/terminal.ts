import { createPaint, type Paint } from "../report/paint.ts";

/** How wide tables may be. */
const MAX_WIDTH = 80;

/** What standard output can show. People get color; pipes, NO_COLOR and CI get plain lines. */
export interface Terminal {
  readonly paint: Paint;
  readonly width: number;
  print(...lines: readonly string[]): void;
}

export function openTerminal(): Terminal {
  const { stdout } = process;
  const { NO_COLOR, CI, TERM } = process.env;
  const colored = stdout.isTTY === true && !NO_COLOR && !CI && TERM !== "dumb";
  return {
    paint: createPaint(colored),
    // A terminal that does not know its width may say 0.
    width: Math.min(stdout.columns || MAX_WIDTH, MAX_WIDTH),
    print: (...lines) => {
      stdout.write(lines.map((line) => `${line}\n`).join(""));
    },
  };
}
