import type { RunResult } from "../../../src/fuzz/result.ts";

/** A passing result in which a few things happened. */
export function fakeResult(seed: string, changes: Partial<RunResult> = {}): RunResult {
  return {
    seed,
    verdict: "pass",
    violations: [],
    fallen: [],
    lies: [],
    lastFaults: [],
    notCheckable: [],
    operations: 1000,
    submitted: 300,
    committed: 297,
    events: 54_321,
    messages: { sent: 20_000, delivered: 19_000, dropped: 900, duplicated: 100, delayed: 50, corrupted: 0 },
    elections: 12,
    simulatedMs: 10_500,
    fingerprint: "0123456789abcdef",
    ladder: { spacing: 1024, rungs: ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"] },
    exercised: { crashes: 50, partitions: 20, "conflicts truncated": 0 },
    ...changes,
  };
}

export function failedResult(seed: string): RunResult {
  const violation = {
    invariant: "election-safety",
    event: 12_345,
    atUs: 3_456_789,
    nodes: [2, 5],
    message: "node 2 and node 5 are both leader of term 7",
  };
  return fakeResult(seed, { verdict: "fail", violations: [violation] });
}
