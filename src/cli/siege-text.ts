import { counted, grouped, seconds } from "../report/numbers.ts";
import { renderTable } from "../report/table.ts";
import type { Operation, SiegeResult } from "../siege/index.ts";
import { describeRefusal } from "./linearizability-text.ts";
import { latencyOf, median, type OperationRow, operationRows, tally } from "./siege-figures.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const COLUMNS = ["", "operations", "ok", "failed", "unknown", "p50", "p99"].map((title, at) => ({
  title,
  align: at === 0 ? ("left" as const) : ("right" as const),
}));

/** What came of a siege, for people. */
export function printSiege(result: SiegeResult, seed: string): void {
  const terminal = openTerminal();
  const { print, width } = terminal;
  const rows = operationRows(result.operations);
  print(...renderTable(COLUMNS, rows.map(cellsOf), width), "");
  print(...factsOf(result), "", ...verdictOf(result, terminal));
  if (result.verdict === "fail")
    print(`seed ${seed}; the logs and data of the nodes, the history and the report are in ${result.folder}`);
}

function cellsOf({ name, all, ok, fail, info, latenciesMs }: OperationRow): string[] {
  const latency = latencyOf(latenciesMs);
  const times = latency === undefined ? ["", ""] : [milliseconds(latency.p50Ms), milliseconds(latency.p99Ms)];
  return [name, grouped(all), grouped(ok), grouped(fail), grouped(info), ...times];
}

function factsOf({
  siegeOperations,
  siegeMs,
  failures,
  recoveriesMs,
  leaderChanges,
  writtenOnce,
}: SiegeResult): string[] {
  const kinds = [...tally(failures.map(({ kind }) => kind))].map(([kind, count]) => `${grouped(count)} ${kind}`);
  const perSecond = Math.round((siegeOperations * 1_000) / siegeMs);
  const { acknowledged, lost, unread } = writtenOnce;
  const there = acknowledged - lost.length - unread;
  return [
    `throughput: ${grouped(perSecond)} operations/s for ${seconds(siegeMs)}`,
    `failures: ${counted(failures.length, "failure")}${kinds.length === 0 ? "" : ` (${kinds.join(", ")})`}; ${counted(leaderChanges, "leader change")} seen`,
    ...[...recoveriesMs].map(
      ([kind, times]) =>
        `answered again after ${kind}: median ${milliseconds(median(times))}, longest ${milliseconds(Math.max(...times))} (${times.length} measured)`,
    ),
    `written once: ${counted(acknowledged, "write")} acknowledged, ${grouped(there)} there, ${grouped(lost.length)} lost` +
      (unread === 0 ? "" : `, ${grouped(unread)} not read`),
  ];
}

function verdictOf(
  { verdict, wasInterrupted, complaints, check, operations }: SiegeResult,
  { paint }: Terminal,
): string[] {
  const history = `${check.verdict.replace("-", " ")} (${counted(check.steps, "step")})`;
  if (verdict === "fail") {
    const refusal = check.refusal === undefined ? [] : describeRefusal(check.refusal, "seconds", timeOf(operations));
    return [paint.red.bold("FAIL"), ...complaints.map((each) => `  ${each}`), ...refusal];
  }
  if (wasInterrupted) return [`${paint.yellow.bold("interrupted")}: what there is is ${history}`];
  if (verdict === "unknown") return [`${paint.yellow.bold("unknown")}: more --steps may decide it; ${history}`];
  return [`${paint.green.bold("pass")}: ${history}, no acknowledged write lost, no process left`];
}

/** When an event happened, in seconds since the siege began. */
function timeOf(operations: readonly Operation[]): (event: number) => string {
  const times = new Map<number, number>();
  for (const { invokedEvent, invokedMs, end } of operations) {
    times.set(invokedEvent, invokedMs);
    if (end !== undefined) times.set(end.event, end.atMs);
  }
  return (event) => (times.get(event)! / 1_000).toFixed(4);
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : grouped(Math.round(ms))} ms`;
}
