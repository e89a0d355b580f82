import { grouped } from "../report/numbers.ts";
import { type Column, renderTable } from "../report/table.ts";
import type { Campaigns } from "./campaigns.ts";
import { type Cell, cellsOf } from "./cells.ts";
import { type Comparison, compare } from "./comparisons.ts";
import type { Group } from "./measure.ts";
import { median } from "./median.ts";

/** All that a benchmark found. */
export interface BenchReport {
  /** Pop one and push one with 1,000 queued, in millions per second. */
  readonly queue: { readonly rounds: number; readonly bestMillions: number; readonly medianMillions: number };
  /** What a process costs beside its run. */
  readonly processMs: number;
  readonly cells: readonly Cell[];
  readonly comparisons: readonly Comparison[];
}

/** There are no campaigns where there are too few cores to measure them. */
export function reportOn(groups: readonly Group[], campaigns: readonly Campaigns[]): BenchReport {
  const queueNs = groups.flatMap((group) => group.queueNs);
  const cells = cellsOf(groups);
  return {
    queue: {
      rounds: queueNs.length,
      bestMillions: 1000 / Math.min(...queueNs),
      medianMillions: 1000 / median(queueNs),
    },
    processMs: median(groups.flatMap((group) => group.runs.map((run) => run.processMs))),
    cells,
    comparisons: compare(groups, cells, campaigns),
  };
}

/** The report for people. */
export function reportLines({ queue, processMs, cells, comparisons }: BenchReport): string[] {
  const { rounds, bestMillions, medianMillions } = queue;
  return [
    `event queue, pop one and push one with 1,000 queued, in millions per second (${rounds} rounds):`,
    `best ${bestMillions.toFixed(2)}, median ${medianMillions.toFixed(2)}`,
    "",
    ...renderTable(CELL_COLUMNS, cells.map(cellRow), Number.POSITIVE_INFINITY),
    "",
    `a process costs ${processMs.toFixed(0)} ms beside its run`,
    "",
    ...renderTable(COMPARISON_COLUMNS, comparisons.map(comparisonRow), Number.POSITIVE_INFINITY),
  ];
}

const right = (title: string): Column => ({ title, align: "right" });

const CELL_COLUMNS: readonly Column[] = [
  right("nodes"),
  right("operations"),
  { title: "checkers", align: "left" },
  right("seconds"),
  right("messages/s"),
  right("events/s"),
  right("operations/s"),
  right("us/message"),
  right("us/operation"),
  right("MB at end"),
  right("MB at most"),
];

function cellRow(cell: Cell): string[] {
  return [
    String(cell.nodes),
    grouped(cell.operations),
    cell.checkers ? "on" : "off",
    cell.seconds.toFixed(3),
    grouped(Math.round(cell.messagesPerSecond)),
    grouped(Math.round(cell.eventsPerSecond)),
    grouped(Math.round(cell.operationsPerSecond)),
    cell.usPerMessage.toFixed(2),
    cell.usPerOperation.toFixed(2),
    cell.endMegabytes.toFixed(0),
    cell.peakMegabytes.toFixed(0),
  ];
}

const COMPARISON_COLUMNS: readonly Column[] = [
  { title: "compared", align: "left" },
  right("value"),
  right("goal"),
  { title: "holds", align: "left" },
];

function comparisonRow({ name, value, goal, holds }: Comparison): string[] {
  if (value === undefined) return [name, "", goal ?? "", "too few cores to tell"];
  return [name, value.toFixed(value < 100 ? 2 : 0), goal ?? "", holds === undefined ? "" : holds ? "yes" : "NO"];
}
