import { grouped } from "../../report/numbers.ts";
import { type Column, renderTable } from "../../report/table.ts";
import { median } from "../median.ts";
import type { Pair } from "./contest.ts";
import type { LoadFigures } from "./load.ts";

/** The medians over all rounds of one number of connections. Ratios are medians of those within a pair. */
export interface Standing {
  readonly connections: number;
  readonly rounds: number;
  readonly kraft: LoadFigures;
  readonly etcd: LoadFigures;
  /** Kraft's writes per second for one of etcd's: the more the better. */
  readonly writesRatio: number;
  /** Kraft's p50 for one of etcd's: the less the better. */
  readonly p50Ratio: number;
}

export function standings(pairs: readonly Pair[]): Standing[] {
  const counts = [...new Set(pairs.map((pair) => pair.connections))];
  return counts.map((connections) => {
    const here = pairs.filter((pair) => pair.connections === connections);
    const over = (figure: (pair: Pair) => number): number => median(here.map(figure));
    const medians = (name: "kraft" | "etcd"): LoadFigures => ({
      writesPerSecond: over((pair) => pair[name].writesPerSecond),
      p50Ms: over((pair) => pair[name].p50Ms),
      p99Ms: over((pair) => pair[name].p99Ms),
    });
    return {
      connections,
      rounds: here.length,
      kraft: medians("kraft"),
      etcd: medians("etcd"),
      writesRatio: over(({ kraft, etcd }) => kraft.writesPerSecond / etcd.writesPerSecond),
      p50Ratio: over(({ kraft, etcd }) => kraft.p50Ms / etcd.p50Ms),
    };
  });
}

const COLUMNS: readonly (Column & { readonly cell: (standing: Standing) => string })[] = [
  { title: "connections", align: "right", cell: ({ connections }) => grouped(connections) },
  { title: "kraft writes/s", align: "right", cell: ({ kraft }) => grouped(Math.round(kraft.writesPerSecond)) },
  { title: "etcd writes/s", align: "right", cell: ({ etcd }) => grouped(Math.round(etcd.writesPerSecond)) },
  { title: "kraft / etcd", align: "right", cell: ({ writesRatio }) => writesRatio.toFixed(2) },
  { title: "kraft p50", align: "right", cell: ({ kraft }) => `${kraft.p50Ms.toFixed(2)} ms` },
  { title: "etcd p50", align: "right", cell: ({ etcd }) => `${etcd.p50Ms.toFixed(2)} ms` },
  { title: "kraft / etcd", align: "right", cell: ({ p50Ratio }) => p50Ratio.toFixed(2) },
];

export function standingLines(rows: readonly Standing[]): string[] {
  const cells = rows.map((row) => COLUMNS.map(({ cell }) => cell(row)));
  return renderTable(COLUMNS, cells, Number.POSITIVE_INFINITY);
}
