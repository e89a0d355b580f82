import type { Chronicle } from "../../../fuzz/chronicle/chronicle.ts";
import { lastAtOrBefore } from "./search.ts";
import { factText, stepText } from "./words.ts";

/** The next shown step that says this, or the one before; around the end if need be. Undefined if none does. */
export function found(
  chronicle: Chronicle,
  shown: ArrayLike<number>,
  from: number,
  words: string,
  by: 1 | -1,
): number | undefined {
  const wanted = words.toLowerCase();
  const start = lastAtOrBefore(shown, from);
  for (let away = 1; away <= shown.length; away++) {
    const step = shown[(start + by * away + 2 * shown.length) % shown.length]!;
    if (textOf(chronicle, step).toLowerCase().includes(wanted)) return step;
  }
  return undefined;
}

/** Everything that is said of a step. */
function textOf(chronicle: Chronicle, at: number): string {
  const step = chronicle.steps[at]!;
  const letter = step.message === undefined ? "" : chronicle.messages[step.message]!.text;
  return [stepText(step, chronicle), letter, ...step.facts.map((fact) => factText(fact, chronicle))].join("\n");
}
