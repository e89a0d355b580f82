import type { Causes } from "../../fuzz/chronicle/causes.ts";
import type { Chronicle } from "../../fuzz/chronicle/chronicle.ts";
import { grouped } from "../numbers.ts";
import type { Paint } from "../paint.ts";
import { wrap } from "../wrap.ts";
import { choose, leftOutInWords } from "./choose.ts";
import { ladder, titleOf } from "./ladder.ts";
import { type TaleLine, taleOf } from "./tale.ts";
import { timeOf } from "./time.ts";

/** More than that nobody reads in a terminal. */
const MOST_LINES = 40;

/** What a story is told from. */
export interface StoryInput {
  readonly chronicle: Chronicle;
  readonly causes: Causes;
  /** What the invariant means, in one sentence. */
  readonly meaning: string;
  readonly again: Again;
}

/** The command that shows it all again: it plays the tape, or runs the seed. */
export interface Again {
  readonly how: "replay" | "reproduce";
  readonly command: string;
}

/**
 * The story of a violation, for a terminal of so many columns, in 40 lines at most: what is broken, and the facts that
 * contradict each other; what led to it, line by line; the logs at that moment; and the command that shows it again.
 * Where what led to it is too long, what weighs least is left out, and it says where.
 */
export function describeStory(input: StoryInput, paint: Paint, width: number): string[] {
  const { again, causes, chronicle, meaning } = input;
  const { violation } = chronicle;
  if (violation === undefined) throw new Error("There is no story of a run in which nothing is broken.");
  const head = [
    ...wrap(`${violation.invariant} is broken: ${meaning}`, width, "  "),
    ...wrap(violation.message, width - 2, "").map((line) => `  ${line}`),
  ];
  head[0] = head[0]!.replace(violation.invariant, paint.red.bold(violation.invariant));
  const rungs = ladder(chronicle, causes.standstill, paint, width);
  const after = ["", `${titleOf(rungs)}:`, ...rungs, "", `${again.how}: ${paint.bold(again.command)}`];
  const tale = taleOf(chronicle, causes);
  const lines = linesOf(tale, paint, width);
  const steps = `what led to it, ${grouped(causes.steps.length)} of ${grouped(chronicle.steps.length)} steps`;
  const rows = MOST_LINES - head.length - after.length - 1;
  const { isShown, title } = fitting(tale, lines, steps, rows, width);
  return [...head, "", ...title, ...lines.filter((_, place) => isShown[place]).flat(), ...after];
}

/** The lines that have room below a title that tells which are left out; it may need more than one row itself. */
function fitting(tale: readonly TaleLine[], lines: readonly string[][], steps: string, rows: number, width: number) {
  const heights = lines.map((line) => line.length);
  for (let titleRows = 1; ; titleRows++) {
    const isShown = choose(tale, heights, rows - titleRows);
    const leftOut = leftOutInWords(isShown);
    const title = wrap(`${steps}${leftOut === "" ? "" : `; ${leftOut}`}:`, width, "  ");
    if (title.length <= titleRows) return { isShown, title };
  }
}

/** Each line as rows of text, numbered; one of how it broke bears an exclamation mark. */
function linesOf(tale: readonly TaleLine[], paint: Paint, width: number): string[][] {
  const numberWidth = String(tale.length).length + 2;
  const timeWidth = Math.max(0, ...tale.map(({ atUs }) => timeOf(atUs).length));
  const indent = " ".repeat(numberWidth + timeWidth + 4);
  return tale.map(({ atUs, isBreach, text }, place) => {
    const number = `${isBreach ? "!" : " "}${String(place + 1).padStart(numberWidth - 1)}`;
    const lead = `${number}  ${timeOf(atUs).padStart(timeWidth)}  `;
    const [first, ...rest] = wrap(text, width - indent.length, "");
    return [
      `${paint.dim(lead)}${isBreach ? paint.red(first) : first}`,
      ...rest.map((line) => `${indent}${isBreach ? paint.red(line) : line}`),
    ];
  });
}
