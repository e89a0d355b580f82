import type { CampaignResult } from "../fuzz/campaign/campaign.ts";
import type { RunRecord } from "../fuzz/campaign/seed-task.ts";
import type { ReproduceSeed } from "./causes.ts";
import { counted, grouped, percentage, seconds } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { wrap } from "./wrap.ts";

/**
 * A campaign's outcome in a few lines: the verdict, what was done if anything was, on what the lab itself failed with the
 * command that shows it again, and what was cut short.
 */
export function describeSummary(
  result: CampaignResult,
  wallMs: number,
  reproduce: ReproduceSeed,
  paint: Paint,
  width: number,
): string[] {
  const { crashes, totals } = result;
  const wrapped = (lines: readonly string[]): string[] => lines.flatMap((line) => wrap(line, width, "  "));
  return [
    ...describeVerdict(result, paint, width),
    ...wrapped(describeUnknown(result)).map((line) => paint.yellow(line)),
    ...(totals.events === 0 ? [] : describeDone(result, wallMs, width)),
    ...(totals.runs === 0 ? [] : [`fingerprint: ${result.fingerprint}`]),
    ...wrapped(describeNotCheckable(result)).map((line) => paint.yellow(line)),
    ...wrapped(describeCrashes(result)).map((line) => paint.red(line)),
    ...crashes.slice(0, 1).map((crash) => `reproduce: ${paint.bold(reproduce(crash))}`),
    ...wrapped(describeCutShort(result)),
  ];
}

function describeAmount({ totals }: CampaignResult): string[] {
  return totals.events === 0 ? [] : [counted(totals.operations, "operation"), counted(totals.events, "event")];
}

function describeDone({ totals }: CampaignResult, wallMs: number, width: number): string[] {
  const { messages } = totals;
  const commands =
    `${grouped(totals.submitted)} submitted, ${grouped(totals.committed)} committed ` +
    `(${percentage(totals.committed, totals.submitted)}); ${counted(totals.elections, "election")}`;
  const arrived = `${grouped(messages.sent)} sent, ${grouped(messages.delivered)} delivered, ${grouped(messages.dropped)} dropped,`;
  const damaged = `${grouped(messages.duplicated)} duplicated, ${grouped(messages.delayed)} delayed, ${grouped(messages.corrupted)} corrupted`;
  return [
    ...beside("time: ", [`${seconds(totals.simulatedMs)} of virtual time in ${seconds(wallMs)}`], width),
    ...beside("commands: ", [commands], width),
    ...beside("messages: ", [arrived, damaged], width),
  ];
}

/** Texts below each other behind the name of what they are of. */
function beside(name: string, texts: readonly string[], width: number): string[] {
  const lines = texts.flatMap((text) => wrap(text, width - name.length, ""));
  return lines.map((line, at) => `${at === 0 ? name : " ".repeat(name.length)}${line}`);
}

function describeNotCheckable({ totals: { notCheckable } }: CampaignResult): string[] {
  return notCheckable.length === 0 ? [] : [`not checkable, so not judged: ${notCheckable.join(", ")}`];
}

function describeVerdict(result: CampaignResult, paint: Paint, width: number): string[] {
  const { ending, totals, verdict } = result;
  const word = verdict === "unknown" && ending === "interrupted" ? ending : verdict;
  const text = `${word}: ${[counted(totals.runs, "seed"), ...describeAmount(result)].join(", ")}`;
  const [first, ...others] = wrap(text, width, "  ");
  return [`${VERDICT_PAINTS[verdict](paint).bold(word)}${first!.slice(word.length)}`, ...others];
}

/** Zero seeds are easily overlooked among large figures. */
function describeUnknown({ crashCount, ending, totals }: CampaignResult): string[] {
  if (totals.undecided > 0) {
    const many = `the history of ${totals.undecided === 1 ? "1 seed" : `${grouped(totals.undecided)} seeds`}`;
    return [`${many} took too many steps to judge; nothing else was found there`];
  }
  if (totals.runs > 0 || crashCount > 0) return [];
  const when = ending === "out-of-time" ? "in the time allowed" : "before the interrupt";
  return [`no run finished ${when}, so nothing is known`];
}

function describeCrashes({ crashCount, crashes, ending }: CampaignResult): string[] {
  if (crashCount === 0) return [];
  const many = ending === "crashed" ? ", the last ones in a row, so that it was left at that" : "";
  return [`the lab itself failed on ${counted(crashCount, "seed")}, the first of them ${crashes[0]!.seed}${many}`];
}

function describeCutShort({ cutShort, ending }: CampaignResult): string[] {
  const first = cutShort[0];
  if (first === undefined) return [];
  const why = ending === "interrupted" ? "interrupted" : "cut short by the clock";
  const when = first.partial === undefined ? "" : ` after ${counted(first.partial.operations, "operation")}`;
  if (cutShort.length === 1) return [`seed ${first.seed} was ${why}${when} and is not among the seeds that count`];
  return [
    `${counted(cutShort.length, "seed")} were ${why}, the first of them ${first.seed}${when}, ` +
      "and are not among the seeds that count",
  ];
}

const VERDICT_PAINTS: Readonly<Record<RunRecord["result"]["verdict"], (paint: Paint) => Paint>> = {
  pass: ({ green }) => green,
  fail: ({ red }) => red,
  unknown: ({ yellow }) => yellow,
};

/** One line for one finished run. */
export function describeRun(record: RunRecord, paint: Paint): string {
  const { result, strategy, wallMs } = record;
  const verdict = VERDICT_PAINTS[result.verdict](paint)(result.verdict);
  return (
    `seed ${result.seed}${strategy === undefined ? "" : ` by ${strategy}`}: ${verdict}, ${counted(result.operations, "operation")}, ` +
    `${percentage(result.committed, result.submitted)} committed, fingerprint ${result.fingerprint}, ${seconds(wallMs)}`
  );
}
