import type { Paint } from "../report/paint.ts";
import { describeReduction } from "../report/reduction.ts";
import type { Aftermath, TapedAftermath } from "./aftermath.ts";
import { replayCommand } from "./reproduce.ts";

/** What came of a failure after it was found, for people. */
export function describeAftermath(aftermath: Aftermath, paint: Paint, width: number): string[] {
  if (aftermath.kind === "no-tape") return [paint.yellow(`no tape: ${aftermath.why}`)];
  const { command, file, kept } = aftermath;
  const reduction = file.reduction === null ? [] : [...describeReduction(file.reduction, width), ""];
  return [
    ...reduction,
    ...describeEnding(aftermath, paint),
    kept.isNew ? `tape: ${kept.path}` : `tape: ${kept.path}, which shows the same cause and was there already`,
    `replay: ${paint.bold(replayCommand(command, kept.path))}`,
  ];
}

function describeEnding({ ending, file }: TapedAftermath, paint: Paint): string[] {
  const small = file.reduction === null ? "the tape is not made smaller" : "the tape may not be the smallest";
  if (ending === "interrupted") return [paint.yellow(`${small}: it was interrupted`)];
  return ending === "out-of-time" ? [paint.yellow(`${small}: the time was over; --minimize-time gives it more`)] : [];
}
