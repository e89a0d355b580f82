import { createPaint, type Paint } from "../report/paint.ts";

/** How wide tables may be. */
const MAX_WIDTH = 80;

/** What a stream can show. */
export interface Looks {
  readonly paint: Paint;
  readonly width: number;
}

/** What standard output can show, and how it is shown. */
export interface Terminal extends Looks {
  print(...lines: readonly string[]): void;
}

export function openTerminal(): Terminal {
  const { stdout } = process;
  return {
    ...looksOf(stdout),
    print: (...lines) => {
      stdout.write(lines.map((line) => `${line}\n`).join(""));
    },
  };
}

/** People get color; pipes, NO_COLOR and CI get plain lines. */
export function looksOf({ columns, isTTY }: Pick<NodeJS.WriteStream, "columns" | "isTTY">): Looks {
  const { NO_COLOR, CI, TERM } = process.env;
  const colored = isTTY === true && !NO_COLOR && !CI && TERM !== "dumb";
  // A terminal that does not know its width may say 0.
  return { paint: createPaint(colored), width: Math.min(columns || MAX_WIDTH, MAX_WIDTH) };
}
