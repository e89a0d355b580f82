import type { ElectionRow, LoadRow, PhaseRow } from "../bench/experiments/index.ts";
import { grouped } from "../report/numbers.ts";
import { type Column, renderTable } from "../report/table.ts";

/** What an experiment found, with its name. */
export type Found =
  | { readonly experiment: "throughput" | "latency" | "scalability"; readonly rows: readonly LoadRow[] }
  | { readonly experiment: "election"; readonly rows: readonly ElectionRow[] }
  | { readonly experiment: "fault-tolerance"; readonly rows: readonly PhaseRow[] };

/** Of which clock the figures are. */
export type Clock = "virtual" | "wall";

type Cells<Row> = readonly (readonly [title: string, cell: (row: Row) => string])[];

/** The table. Each title of a figure says of which clock it is. */
export function benchLines(found: Found, clock: Clock): string[] {
  switch (found.experiment) {
    case "throughput":
      return lines([...SIZE, writesOf(clock), ...wallCost(clock)], found.rows);
    case "scalability":
      return lines([...SIZE, writesOf(clock), ...latencies(clock), ...wallCost(clock)], found.rows);
    case "latency":
      return lines([...SIZE, ...latencies(clock), writesOf(clock), ...wallCost(clock)], found.rows);
    case "election":
      return lines([...electionCells(clock), ...wallTotal(clock)], found.rows);
    case "fault-tolerance":
      return lines([...phaseCells(clock), ...wallTotal(clock)], found.rows);
  }
}

const SIZE: Cells<LoadRow> = [
  ["nodes", ({ nodes }) => `${nodes}`],
  ["clients", ({ clients }) => `${clients}`],
];

function writesOf(clock: Clock): Cells<{ writesPerSecond: number }>[number] {
  return [`writes per ${clock} second`, ({ writesPerSecond }) => grouped(Math.round(writesPerSecond))];
}

function latencies(clock: Clock): Cells<LoadRow> {
  return [
    [`p50 (${clock} ms)`, ({ p50Ms }) => p50Ms.toFixed(2)],
    ["p90", ({ p90Ms }) => p90Ms.toFixed(2)],
    ["p99", ({ p99Ms }) => p99Ms.toFixed(2)],
    ["longest", ({ maxMs }) => maxMs.toFixed(2)],
  ];
}

function electionCells(clock: Clock): Cells<ElectionRow> {
  return [
    ["nodes", ({ nodes }) => `${nodes}`],
    ["leaders killed", ({ repetitions }) => `${repetitions}`],
    [`median (${clock} ms)`, ({ medianMs }) => medianMs.toFixed(0)],
    ["p99", ({ p99Ms }) => p99Ms.toFixed(0)],
    ["shortest", ({ minMs }) => minMs.toFixed(0)],
    ["longest", ({ maxMs }) => maxMs.toFixed(0)],
  ];
}

function phaseCells(clock: Clock): Cells<PhaseRow> {
  return [
    ["phase", ({ phase }) => phase],
    ["clients", ({ clients }) => `${clients}`],
    writesOf(clock),
    [`p50 (${clock} ms)`, ({ p50Ms }) => p50Ms?.toFixed(2) ?? ""],
    ["p99", ({ p99Ms }) => p99Ms?.toFixed(2) ?? ""],
    ["longest pause", ({ pauseMs }) => pauseMs.toFixed(0)],
  ];
}

/** What the simulation of it cost. Of a real cluster all figures are of the wall's clock anyway. */
function wallCost(clock: Clock): Cells<LoadRow> {
  if (clock === "wall") return [];
  return [
    ["writes per wall second", ({ writes, wallSeconds }) => grouped(Math.round(writes / wallSeconds))],
    ...wallTotal(clock),
  ];
}

function wallTotal(clock: Clock): Cells<{ wallSeconds: number }> {
  return clock === "wall" ? [] : [["wall seconds", ({ wallSeconds }) => wallSeconds.toFixed(2)]];
}

function lines<Row>(cells: Cells<Row>, rows: readonly Row[]): string[] {
  const columns = cells.map(([title]): Column => ({ title, align: title === "phase" ? "left" : "right" }));
  const texts = rows.map((row) => cells.map(([, cell]) => cell(row)));
  return renderTable(columns, texts, Number.POSITIVE_INFINITY);
}
