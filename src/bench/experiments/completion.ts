import { percentile } from "../percentile.ts";

/** A write that was answered. Times are milliseconds on the clock of what was measured. */
export interface Completion {
  /** When the client first asked for it. */
  readonly startMs: number;
  readonly endMs: number;
  /** The server that answered was alive at this time, or later. */
  readonly aliveMs: number;
}

/** What came of a load. */
export interface Figures {
  readonly writes: number;
  readonly writesPerSecond: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Throws if nothing was answered. */
export function figuresOf(completions: readonly Completion[], seconds: number): Figures {
  const latencies = completions.map(({ startMs, endMs }) => endMs - startMs).sort((one, other) => one - other);
  return {
    writes: latencies.length,
    writesPerSecond: latencies.length / seconds,
    p50Ms: percentile(latencies, 50),
    p90Ms: percentile(latencies, 90),
    p99Ms: percentile(latencies, 99),
    maxMs: latencies.at(-1)!,
  };
}

/** The longest time within these bounds in which nothing was answered. */
export function longestPauseMs(completions: readonly Completion[], fromMs: number, toMs: number): number {
  const ends = completions.map(({ endMs }) => endMs).sort((one, other) => one - other);
  let longest = 0;
  let before = fromMs;
  for (const end of [...ends, toMs]) {
    longest = Math.max(longest, end - before);
    before = end;
  }
  return longest;
}
