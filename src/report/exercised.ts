import type { ExerciseGroup } from "../fuzz/exercised/exercised.ts";
import { grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";
import { wrap } from "./wrap.ts";

/** What runs exercised, how it is grouped, and what of it could not happen in them. */
export interface Exercised {
  readonly counts: Readonly<Record<string, number>>;
  readonly groups: readonly ExerciseGroup[];
  readonly outOfReach: ReadonlySet<string>;
}

/**
 * What the runs exercised, as a table of names and counts in groups, and what never happened though it could have. What
 * happened is told whether or not it was expected.
 */
export function describeExercised({ counts, groups, outOfReach }: Exercised, paint: Paint, width: number): string[] {
  const rows = groups.flatMap(({ title, names }) => {
    const happened = names.filter((name) => counts[name]! > 0);
    return happened.length === 0 ? [] : [[title, ""], ...happened.map((name) => [`  ${name}`, grouped(counts[name]!)])];
  });
  const never = groups.flatMap(({ names }) => names).filter((name) => counts[name] === 0 && !outOfReach.has(name));
  const columns = [
    { title: "exercised", align: "left" },
    { title: "times", align: "right" },
  ] as const;
  const table = renderTable(columns, rows, width).map((line) => (line.startsWith("  ") ? line : paint.bold(line)));
  if (never.length === 0) return table;
  return [...table, ...wrap(`never happened: ${never.join(", ")}`, width, "  ").map((line) => paint.yellow(line))];
}
