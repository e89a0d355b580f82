import { counted } from "../report/numbers.ts";
import type { Paint } from "../report/paint.ts";
import { describeReduction } from "../report/reduction.ts";
import { wrap } from "../report/wrap.ts";
import type { Aftermath, TapedAftermath, UnkeptAftermath } from "./aftermath.ts";

type Told = TapedAftermath | UnkeptAftermath;

const INDENT = "  ";

/** What came of a failure after it was found, for people: how small its tape is, its story, and where all that lies. */
export function describeAftermath(aftermath: Aftermath, paint: Paint, width: number): string[] {
  if (aftermath.kind === "no-tape") {
    return [...describeNoTape(aftermath, paint, width), `reproduce: ${paint.bold(aftermath.reproduce)}`];
  }
  const { reduction } = aftermath;
  return [
    ...(reduction === null ? [] : [...describeReduction(reduction, width), ""]),
    ...describeEnding(aftermath, paint, width),
    ...describeMishaps(aftermath, paint, width),
    ...tell(aftermath, paint, width),
    ...(aftermath.kind === "unkept" ? describeNoTape(aftermath, paint, width) : describeKept(aftermath, width)),
    ...describeReport(aftermath, paint, width),
  ];
}

function describeKept({ kept: { isNew, path } }: TapedAftermath, width: number): string[] {
  return wrap(
    isNew ? `tape: ${path}` : `tape: ${path}, which shows the same cause and was there already`,
    width,
    INDENT,
  );
}

function describeNoTape({ why }: Exclude<Aftermath, TapedAftermath>, paint: Paint, width: number): string[] {
  return wrap(`no tape: ${why}`, width, INDENT).map((line) => paint.yellow(line));
}

/**
 * What came of the causes of many failures: each with the command that shows it again and its tape. Those that came to the
 * same tape are of one cause.
 */
export function describeAftermaths(aftermaths: readonly Aftermath[], paint: Paint, width: number): string[] {
  return aftermaths.flatMap((aftermath, at) => {
    const { invariant, reproduce, seed } = aftermath;
    const again = `  reproduce: ${paint.bold(reproduce)}`;
    const lines = tapeOf(aftermath, at, aftermaths, paint, width - INDENT.length).filter((line) => line !== "");
    return [`${at + 1}. ${paint.red(invariant)} on seed ${seed}`, again, ...lines.map((line) => `${INDENT}${line}`)];
  });
}

/** The tape, or why there is none, or whose it is too. */
function tapeOf(aftermath: Aftermath, at: number, all: readonly Aftermath[], paint: Paint, width: number): string[] {
  if (aftermath.kind === "no-tape") return describeNoTape(aftermath, paint, width);
  if (aftermath.kind === "unkept") {
    return [
      ...describeMishaps(aftermath, paint, width),
      ...describeNoTape(aftermath, paint, width),
      ...describeReport(aftermath, paint, width),
    ];
  }
  const { file, kept } = aftermath;
  const same = all.findIndex((other) => other.kind === "taped" && other.kept.path === kept.path);
  if (same < at) return wrap(`made small, it is the same cause as ${same + 1}: ${kept.path}`, width, INDENT);
  const { deeds, departures, setup } = file.tape;
  const size = `${counted(deeds.length + departures.length, "entry", "entries")} and ${counted(setup.nodes + setup.profile.spares, "node")}`;
  return [
    ...describeEnding(aftermath, paint, width),
    ...describeMishaps(aftermath, paint, width),
    ...wrap(`tape: ${kept.path}, of ${size}${kept.isNew ? "" : ", which was there already"}`, width, INDENT),
    ...describeReport(aftermath, paint, width),
  ];
}

function describeReport({ noReport, report }: Told, paint: Paint, width: number): string[] {
  if (noReport !== undefined) return wrap(`no report: ${noReport}`, width, INDENT).map((line) => paint.yellow(line));
  return report === undefined ? [] : [`report: ${report}`];
}

/** The story ends with the command that plays the tape, or where there is none that shows the failure again. */
function tell(aftermath: Told, paint: Paint, width: number): string[] {
  const { ending, explanation } = aftermath;
  if (explanation !== undefined) return explanation.story(paint, width);
  const why = ending === "interrupted" ? "it was interrupted" : "too much happened before it broke";
  if (aftermath.kind === "unkept") {
    return [...wrap(`no story and no report: ${why}`, width, INDENT), `reproduce: ${paint.bold(aftermath.reproduce)}`];
  }
  const hint = ending === "interrupted" ? "; --explain tells what there is" : "";
  return [...wrap(`no story and no report: ${why}${hint}`, width, INDENT), `replay: ${paint.bold(aftermath.replay)}`];
}

/** Each would be a bug of kraft: whoever sees one should tell. */
function describeMishaps({ mishaps: { count, first } }: Told, paint: Paint, width: number): string[] {
  if (count === 0) return [];
  const text = `kraft itself failed in ${count} of the trials that made the tape smaller: ${first}`;
  return [...wrap(text, width, INDENT).map((line) => paint.yellow(line)), ""];
}

const MORE_TO_TRY = "more could be tried; --minimize-time gives it more";

const WHY_NOT_SMALLEST: Readonly<Record<Exclude<Told["ending"], "done">, string>> = {
  crashed: "it is as it was recorded",
  interrupted: "it was interrupted",
  "out-of-time": MORE_TO_TRY,
  "out-of-work": MORE_TO_TRY,
};

function describeEnding({ ending, reproduce }: Told, paint: Paint, width: number): string[] {
  if (ending === "done") return [];
  const why = WHY_NOT_SMALLEST[ending];
  const again = ending === "interrupted" ? [`to make a smaller one: ${paint.bold(reproduce)}`] : [];
  const text = `the tape may not be the smallest: ${why}`;
  return [...wrap(text, width, INDENT).map((line) => paint.yellow(line)), ...again, ""];
}
