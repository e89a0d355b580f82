import { grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";

/** What the runs exercised, as a table of names and counts, and what never happened. */
export function describeExercised(exercised: Readonly<Record<string, number>>, paint: Paint, width: number): string[] {
  const entries = Object.entries(exercised);
  const happened = entries.filter(([, count]) => count > 0).map(([name, count]) => [name, grouped(count)]);
  const never = entries.filter(([, count]) => count === 0).map(([name]) => name);
  const table = renderTable(
    [
      { title: "exercised", align: "left" },
      { title: "times", align: "right" },
    ],
    happened,
    width,
  );
  return never.length === 0 ? table : [...table, paint.yellow(`never happened: ${never.join(", ")}`)];
}
