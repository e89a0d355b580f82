import type { FallCount, LieCount } from "../fuzz/campaign/falls.ts";
import type { RunRecord } from "../fuzz/campaign/seed-task.ts";
import type { Totals } from "../fuzz/campaign/totals.ts";
import { describeViolation, firstOfEach } from "./failure.ts";
import { counted, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";
import { wrap } from "./wrap.ts";

type Result = RunRecord["result"];

/** What fell in one run in which nodes lied: the first of each invariant, which is no failure there. */
export function describeFallen({ fallen, lies, verdict }: Result, paint: Paint, width: number): string[] {
  if (lies.length === 0) return [];
  const nothing = verdict === "pass" ? ", and nothing fell" : "";
  const heading = `lies were told: ${lies.join(", ")}${fallen.length > 0 ? "; because of them fell:" : nothing}`;
  return [
    ...wrap(heading, width, "  "),
    ...firstOfEach(fallen).flatMap((fall) => describeViolation(fall, "fell", paint.yellow, width)),
  ];
}

/** How often which invariant fell first in the runs of a campaign, and what each lie did; nothing where nobody lied. */
export function describeFalls({ falls, runs }: Totals, width: number): string[] {
  const lies = falls.lies();
  if (lies.length === 0) return [];
  return [...describeFirsts(falls.fallen(), runs, width), "", ...describeLies(lies, width)];
}

function describeFirsts(fallen: readonly FallCount[], runs: number, width: number): string[] {
  if (fallen.length === 0) return [`lies were told, and nothing fell in ${counted(runs, "run")}`];
  const columns = [
    { title: "fell first", align: "left" },
    { title: "runs", align: "right" },
    { title: "for example", align: "left" },
  ] as const;
  const fell = fallen.reduce((sum, one) => sum + one.runs, 0);
  return [
    ...renderTable(
      columns,
      fallen.map((fall) => [fall.invariant, grouped(fall.runs), fall.seed]),
      width,
    ),
    ...(fell === runs ? [] : [`nothing fell in ${grouped(runs - fell)} of ${counted(runs, "run")}`]),
  ];
}

function describeLies(lies: readonly LieCount[], width: number): string[] {
  const columns = [
    { title: "lie", align: "left" },
    { title: "told in", align: "right" },
    { title: "fell in", align: "right" },
    { title: "most often first", align: "left" },
    { title: "for example", align: "left" },
  ] as const;
  const rows = lies.map(({ lie, runs, fell, first, seed }) => [lie, grouped(runs), grouped(fell), first ?? "-", seed]);
  return renderTable(columns, rows, width);
}
