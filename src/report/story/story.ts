import type { Chronicle } from "../../fuzz/chronicle/chronicle.ts";
import { counted, grouped } from "../numbers.ts";
import type { Paint } from "../paint.ts";
import { wrap } from "../wrap.ts";
import type { Item } from "./item.ts";
import { ladder, titleOf } from "./ladder.ts";
import { narrate } from "./narrate.ts";
import { sentence } from "./sentences.ts";

/** More than that nobody reads in a terminal. */
const MOST_LINES = 40;

/** What a story is told from. */
export interface StoryInput {
  readonly chronicle: Chronicle;
  /** The steps in the causal past of the violation, ascending. */
  readonly causes: readonly number[];
  /** What the invariant means, in one sentence. */
  readonly meaning: string;
  /** The command that shows it all again. */
  readonly command: string;
}

/**
 * The story of a violation, for a terminal of so many columns, in 40 lines at most: what is broken, and the facts that
 * contradict each other; what led to it, line by line; the logs at that moment; and the command that shows it again.
 * Of what led to it the beginning is left out, and said to be, where it is too long.
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
  const events = `${grouped(causes.length)} of ${grouped(chronicle.steps.length)} steps`;
  const before = [...head, "", `what led to it, ${events}:`];
  const after = ["", `${titleOf(rungs)}:`, ...rungs, "", `replay: ${paint.bold(command)}`];
  const items = narrate(chronicle, causes);
  const room = MOST_LINES - before.length - after.length;
  const lines = timelineLines(items, chronicle.violationStep, room, paint, width);
  return [...before, ...lines, ...after];
}

/** A line in which the violation came about bears an exclamation mark. */
function timelineLines(
  items: readonly Item[],
  violationStep: number,
  most: number,
  paint: Paint,
  width: number,
): string[] {
  const numberWidth = String(items.length).length + 2;
  const timeWidth = Math.max(0, ...items.map(({ atUs }) => timeOf(atUs).length));
  const indent = " ".repeat(numberWidth + timeWidth + 4);
  const told = items.map((item, place) => {
    const isBroken = item.steps.includes(violationStep);
    const lead = `${isBroken ? "!" : " "}${String(place + 1).padStart(numberWidth - 1)}  ${timeOf(item.atUs).padStart(timeWidth)}  `;
    const [first, ...rest] = wrap(sentence(item), width - indent.length, "");
    return [
      `${paint.dim(lead)}${isBroken ? paint.red(first) : first}`,
      ...rest.map((line) => `${indent}${isBroken ? paint.red(line) : line}`),
    ];
  });
  let start = told.length;
  let room = most;
  while (start > 0 && told[start - 1]!.length <= room - (start > 1 ? 1 : 0)) room -= told[--start]!.length;
  const leftOut = start === 0 ? [] : [`${"".padStart(numberWidth - 1)}... ${counted(start, "earlier line")} left out`];
  return [...leftOut, ...told.slice(start).flat()];
}

function timeOf(us: number): string {
  return `${(Math.floor(us / 1000) / 1000).toFixed(3)} s`;
}
