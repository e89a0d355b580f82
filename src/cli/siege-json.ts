import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import type { SiegeOptions, SiegeResult } from "../siege/index.ts";
import { latencyOf, median, operationRows, tally } from "./siege-figures.ts";

/** What came of a siege, as one JSON document. */
export function siegeJson(result: SiegeResult, { command: _, ...options }: SiegeOptions): string {
  const { check, failures, writtenOnce, siegeOperations, siegeMs } = result;
  const { refusal } = check;
  const document = {
    tool: "kraft-linearizability",
    version: PACKAGE_VERSION,
    // What is infinite is not there.
    options: { ...options, maxFailures: finite(options.maxFailures), maxOperations: finite(options.maxOperations) },
    verdict: result.verdict,
    interrupted: result.wasInterrupted,
    complaints: result.complaints,
    history: { verdict: check.verdict, steps: check.steps, refused: refusal?.description ?? null },
    operations: operationRows(result.operations).map(({ latenciesMs, ...row }) => ({
      ...row,
      latency: latencyFields(latenciesMs),
    })),
    throughput: {
      operationsPerSecond: Math.round((siegeOperations * 1_000) / siegeMs),
      seconds: exact(siegeMs) / 1_000,
    },
    failures: Object.fromEntries(tally(failures.map(({ kind }) => kind))),
    failureList: failures.map(({ description }) => description),
    answeredAgain: Object.fromEntries(
      [...result.recoveriesMs].map(([kind, timesMs]) => [
        kind,
        { medianMs: exact(median(timesMs)), timesMs: timesMs.map(exact) },
      ]),
    ),
    leaderChanges: result.leaderChanges,
    writtenOnce: {
      acknowledged: writtenOnce.acknowledged,
      unread: writtenOnce.unread,
      lost: writtenOnce.lost.map(({ command }) => command.key),
    },
    folder: result.verdict === "fail" ? result.folder : null,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function latencyFields(latenciesMs: readonly number[]) {
  const latency = latencyOf(latenciesMs);
  return latency === undefined ? null : { p50Ms: exact(latency.p50Ms), p99Ms: exact(latency.p99Ms) };
}

/** To the microsecond: the clock knows no better. */
function exact(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

function finite(count: number): number | null {
  return Number.isFinite(count) ? count : null;
}
