import type { Operation } from "../siege/index.ts";

/** Operations of one kind. */
export interface OperationRow {
  readonly name: string;
  readonly all: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  /** Of what was answered, sorted. */
  readonly latenciesMs: readonly number[];
}

const KINDS = [
  ["read", "get"],
  ["write", "put"],
  ["cas", "compare-and-set"],
] as const;

/** By kind, and all together last. A compare-and-set that found something else was answered too. */
export function operationRows(operations: readonly Operation[]): OperationRow[] {
  const byKind = KINDS.map(([name, kind]) =>
    rowOf(
      name,
      operations.filter(({ command }) => command.kind === kind),
    ),
  );
  return [...byKind, rowOf("all", operations)];
}

function rowOf(name: string, operations: readonly Operation[]): OperationRow {
  const count = (outcome: string): number => operations.filter(({ end }) => end?.outcome === outcome).length;
  const latenciesMs = operations
    .flatMap(({ invokedMs, end }) => (end?.outcome === "ok" ? [end.atMs - invokedMs] : []))
    .sort((one, other) => one - other);
  return { name, all: operations.length, ok: count("ok"), fail: count("fail"), info: count("info"), latenciesMs };
}

/** Of sorted times; undefined of none. */
export function latencyOf(sortedMs: readonly number[]): { readonly p50Ms: number; readonly p99Ms: number } | undefined {
  if (sortedMs.length === 0) return undefined;
  return { p50Ms: quantile(sortedMs, 50), p99Ms: quantile(sortedMs, 99) };
}

export function median(times: readonly number[]): number {
  return quantile(
    [...times].sort((one, other) => one - other),
    50,
  );
}

/** The smallest that so many percent are not above. */
function quantile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}

/** How often each occurs. */
export function tally<Item>(items: readonly Item[]): Map<Item, number> {
  const counts = new Map<Item, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
