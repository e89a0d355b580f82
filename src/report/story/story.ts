import type { Causes } from "../../fuzz/chronicle/causes.ts";
import type { Chronicle } from "../../fuzz/chronicle/chronicle.ts";
import { counted, grouped } from "../numbers.ts";
import type { Paint } from "../paint.ts";
import { wrap } from "../wrap.ts";
import { choose } from "./choose.ts";
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
  /** The command that shows it all again. */
  readonly command: string;
}

/**
 * The story of a violation, for a terminal of so many columns, in 40 lines at most: what is broken, and the facts that
 * contradict each other; what led to it, line by line; the logs at that moment; and the command that shows it again.
 * Where what led to it is too long, what weighs least is left out, and it says where.
 */
export function describeStory(input: StoryInput, paint: Paint, width: number): string[] {
  const { causes, chronicle, command, meaning } = input;
  const { violation } = chronicle;
  if (violation === undefined) throw new Error("There is no story of a run in which nothing is broken.");
  const head = [
    ...wrap(`${violation.invariant} is broken: ${meaning}`, width, "  "),
    ...wrap(violation.message, width - 2, "").map((line) => `  ${line}`),
  ];
  head[0] = head[0]!.replace(violation.invariant, paint.red.bold(violation.invariant));
  const rungs = ladder(chronicle, paint, width);
  const events = `${grouped(causes.steps.length)} of ${grouped(chronicle.steps.length)} steps`;
  const before = [...head, "", `what led to it, ${events}:`];
  const after = ["", `${titleOf(rungs)}:`, ...rungs, "", `replay: ${paint.bold(command)}`];
  const room = MOST_LINES - before.length - after.length;
  const lines = timelineLines(taleOf(chronicle, causes), room, paint, width);
  return [...before, ...lines, ...after];
}

/** A line of how it broke bears an exclamation mark; where lines are left out, it says how many. */
function timelineLines(tale: readonly TaleLine[], room: number, paint: Paint, width: number): string[] {
  const numberWidth = String(tale.length).length + 2;
  const timeWidth = Math.max(0, ...tale.map(({ atUs }) => timeOf(atUs).length));
  const indent = " ".repeat(numberWidth + timeWidth + 4);
  const told = tale.map(({ atUs, isBreach, text }, place) => {
    const number = `${isBreach ? "!" : " "}${String(place + 1).padStart(numberWidth - 1)}`;
    const lead = `${number}  ${timeOf(atUs).padStart(timeWidth)}  `;
    const [first, ...rest] = wrap(text, width - indent.length, "");
    return [
      `${paint.dim(lead)}${isBreach ? paint.red(first) : first}`,
      ...rest.map((line) => `${indent}${isBreach ? paint.red(line) : line}`),
    ];
  });
  const heights = told.map((lines) => lines.length);
  return choose(tale, heights, room).flatMap(({ isShown, places }) => {
    if (isShown) return places.flatMap((place) => told[place]!);
    return [paint.dim(`${"".padStart(numberWidth - 1)}... ${counted(places.length, "line")} left out`)];
  });
}
