import type { Paint } from "../report/paint.ts";
import { describeReduction } from "../report/reduction.ts";
import type { Aftermath, TapedAftermath } from "./aftermath.ts";

/** What came of a failure after it was found, for people: how small its tape is, its story, and where all that lies. */
export function describeAftermath(aftermath: Aftermath, paint: Paint, width: number): string[] {
  if (aftermath.kind === "no-tape") {
    return [paint.yellow(`no tape: ${aftermath.why}`), `reproduce: ${paint.bold(aftermath.reproduce)}`];
  }
  const { file, kept, report } = aftermath;
  const reduction = file.reduction === null ? [] : [...describeReduction(file.reduction, width), ""];
  return [
    ...reduction,
    ...describeEnding(aftermath, paint),
    ...describeMishaps(aftermath, paint),
    ...tell(aftermath, paint, width),
    kept.isNew ? `tape: ${kept.path}` : `tape: ${kept.path}, which shows the same cause and was there already`,
    ...(report === undefined ? [] : [`report: ${report}`]),
  ];
}

/** The story ends with the command that plays the tape. */
function tell({ explanation, replay }: TapedAftermath, paint: Paint, width: number): string[] {
  if (explanation !== undefined) return explanation.story(paint, width);
  return ["no story and no report: too much happened before it broke", `replay: ${paint.bold(replay)}`];
}

/** Each would be a bug of kraft: whoever sees one should tell. */
function describeMishaps({ mishaps: { count, first } }: TapedAftermath, paint: Paint): string[] {
  if (count === 0) return [];
  return [paint.yellow(`kraft itself failed in ${count} of the trials that made the tape smaller: ${first}`), ""];
}

function describeEnding({ ending }: TapedAftermath, paint: Paint): string[] {
  if (ending === "done") return [];
  const why = ending === "interrupted" ? "it was interrupted" : "more could be tried; --minimize-time gives it more";
  return [paint.yellow(`the tape may not be the smallest: ${why}`), ""];
}
