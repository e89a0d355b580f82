import { type CellMeasurement, type Group, LONG, MIDDLE, SHORT } from "./measure.ts";
import { median } from "./median.ts";

/** One line of the table: the medians over all runs of one cell. */
export interface Cell {
  readonly nodes: number;
  readonly operations: number;
  readonly checkers: boolean;
  readonly runs: number;
  readonly seconds: number;
  readonly messagesPerSecond: number;
  readonly eventsPerSecond: number;
  readonly operationsPerSecond: number;
  readonly usPerMessage: number;
  readonly usPerOperation: number;
  readonly endMegabytes: number;
  /** The most of all runs. */
  readonly peakMegabytes: number;
}

export function cellsOf(groups: readonly Group[]): Cell[] {
  return [SHORT, MIDDLE, LONG].flatMap((operations) =>
    groups.flatMap((group) => {
      const runs = group.runs.filter((run) => run.operations === operations);
      return runs.length === 0 ? [] : [cellOf(group, operations, runs)];
    }),
  );
}

function cellOf({ nodes, checkers }: Group, operations: number, runs: readonly CellMeasurement[]): Cell {
  // The same seed does the same in every run: only the time differs.
  const { events, messages } = runs[0]!;
  const seconds = median(runs.map((run) => run.runMs)) / 1000;
  return {
    nodes,
    operations,
    checkers,
    runs: runs.length,
    seconds,
    messagesPerSecond: messages / seconds,
    eventsPerSecond: events / seconds,
    operationsPerSecond: operations / seconds,
    usPerMessage: (seconds * 1_000_000) / messages,
    usPerOperation: (seconds * 1_000_000) / operations,
    endMegabytes: median(runs.map((run) => run.endBytes)) / 1_000_000,
    peakMegabytes: Math.max(...runs.map((run) => run.peakBytes)) / 1_000_000,
  };
}
